package althing.node.app;

import java.nio.file.Path;

/** Where a person's chains and keys lie unless told otherwise. */
public final class Home {

  private Home() {}

  /** {@code $ALTHING_HOME}, else {@code .althing} in the home directory. */
  public static Path path() {
    String home = System.getenv("ALTHING_HOME");
    return home == null || home.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".althing")
        : Path.of(home);
  }
}
