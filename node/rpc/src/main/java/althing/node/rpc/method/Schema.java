package althing.node.rpc.method;

/**
 * A named JSON schema, as the OpenRPC document lists it.
 *
 * @param name under {@code components/schemas}
 * @param json the schema (JSON Schema draft 7); references are {@code #/components/schemas/NAME}
 */
public record Schema(String name, String json) {

  /** A JSON object that refers to this schema. */
  public String reference() {
    return "{\"$ref\":\"#/components/schemas/" + name + "\"}";
  }
}
