package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The table in docs/json-rpc.md is made of the methods that there are. With
 * ALTHING_UPDATE_DOCS=true in the environment it is written anew instead of compared.
 */
class MethodsPageTest extends RpcTest {

  private static final String START = "<!-- methods: written by MethodsPageTest -->\n";
  private static final String END = "<!-- end of methods -->\n";

  @Test
  void the_page_lists_every_method_as_it_is() throws IOException {
    Path page = Path.of(System.getProperty("althing.root"), "docs", "json-rpc.md");
    String text = Files.readString(page);
    int start = text.indexOf(START) + START.length();
    int end = text.indexOf(END);
    String table = table();
    if ("true".equals(System.getenv("ALTHING_UPDATE_DOCS"))) {
      Files.writeString(page, text.substring(0, start) + table + text.substring(end));
      return;
    }
    assertThat(text.substring(start, end)).isEqualTo(table);
  }

  private String table() {
    var rows = new TreeMap<String, String>();
    for (JsonNode method : client.result("rpc_discover", "").get("methods")) {
      String name = method.get("name").asString();
      rows.put(
          name,
          "| `%s` | %s | %s |\n"
              .formatted(name, parameters(method.get("params")), method.get("summary").asString()));
    }
    return "\n| Method | Parameters | Answer |\n|---|---|---|\n"
        + String.join("", rows.values())
        + "\n";
  }

  private static String parameters(JsonNode params) {
    var names = new StringJoiner(", ");
    for (JsonNode param : params) {
      names.add(param.get("name").asString() + (param.get("required").asBoolean() ? "" : "?"));
    }
    return names.toString();
  }
}
