package althing.node.rpc.method;

import java.util.List;

/**
 * A named JSON schema, as the OpenRPC document lists it.
 *
 * @param name under {@code components/schemas}
 * @param json the schema (JSON Schema draft 7); references are {@code #/components/schemas/NAME}
 * @param uses the schemas it refers to
 */
public record Schema(String name, String json, List<Schema> uses) {

  public Schema(String name, String json, Schema... uses) {
    this(name, json, List.of(uses));
  }

  /** A JSON object that refers to this schema. */
  public String reference() {
    return "{\"$ref\":\"#/components/schemas/" + name + "\"}";
  }
}
