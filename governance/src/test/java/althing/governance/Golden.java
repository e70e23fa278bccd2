package althing.governance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vectors of the rules, by section. */
public final class Golden {

  private Golden() {}

  public static JsonNode section(String name) {
    try (InputStream in = Golden.class.getResourceAsStream("/althing/rules-golden.json")) {
      JsonNode all = JsonMapper.shared().readTree(Objects.requireNonNull(in));
      return Objects.requireNonNull(all.get(name), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
