package althing.node.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build. */
public final class Version implements IVersionProvider {

  /** As in the project's build file, e.g. {@code 0.1.0}. */
  public static String number() {
    var properties = new Properties();
    try (var in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  /**
   * Name and version as in {@code web3_clientVersion}: {@code althing/v0.1.0/linux-amd64/java25}.
   */
  public static String client() {
    return "althing/v%s/%s-%s/java%d"
        .formatted(
            number(),
            System.getProperty("os.name").toLowerCase(Locale.ROOT),
            System.getProperty("os.arch"),
            Runtime.version().feature());
  }

  @Override
  public String[] getVersion() {
    return new String[] {"althing " + number(), "Java " + Runtime.version()};
  }
}
