package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** The results of an OpenRPC document's methods as JSON schemas. */
public final class StandardSchemas {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final JsonNode components;
  private final Map<String, JsonNode> results = new HashMap<>();

  StandardSchemas(JsonNode openRpc) {
    components = openRpc.get("components");
    for (JsonNode method : openRpc.get("methods")) {
      results.put(method.get("name").asString(), method.get("result").get("schema"));
    }
  }

  /** The schemas of ethereum/execution-apis; the test is skipped where they are not at hand. */
  public static StandardSchemas ofEthereum() throws IOException {
    return new StandardSchemas(vectors("execution-apis-openrpc.json"));
  }

  /** A file of public test vectors; the test is skipped where it is not at hand. */
  static JsonNode vectors(String name) throws IOException {
    Path file = Path.of(System.getProperty("althing.vectors", "../shared/vectors"), name);
    assumeTrue(Files.exists(file), "public vectors not found at " + file + ": skipped");
    return Client.parse(Files.readString(file));
  }

  public Optional<JsonNode> resultOf(String method) {
    return Optional.ofNullable(results.get(method));
  }

  /** Fails unless the value is a result of the method. */
  public void assertResult(String method, JsonNode value) {
    assertValid(method, results.get(method), value);
  }

  /** Fails unless the value is one of the document's named schema. */
  public void assertNamed(String schema, JsonNode value) {
    ObjectNode reference = JSON.createObjectNode();
    reference.put("$ref", "#/components/schemas/" + schema);
    assertValid(schema, reference, value);
  }

  private void assertValid(String what, JsonNode schema, JsonNode value) {
    ObjectNode whole = JSON.createObjectNode();
    whole.putArray("allOf").add(schema);
    whole.set("components", components);
    Schema compiled = registry.getSchema(whole);
    assertThat(compiled.validate(value)).as("%s answered %s", what, value).isEmpty();
  }
}
