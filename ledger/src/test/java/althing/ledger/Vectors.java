package althing.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The public test vectors, which live beside the project and not in it. */
public final class Vectors {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Vectors() {}

  /** Reads a file of vectors; the calling test is skipped where the folder is missing. */
  public static JsonNode read(String file) {
    Path folder = Path.of(System.getProperty("althing.vectors", "../shared/vectors")).normalize();
    Assumptions.assumeTrue(
        Files.isDirectory(folder), () -> "public vectors not found at " + folder + ": skipped");
    return JSON.readTree(folder.resolve(file).toFile());
  }

  /** The elements of an array, or the values of an object. */
  public static Stream<JsonNode> items(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false);
  }
}
