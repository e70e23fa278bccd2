package althing.node.rpc.method;

import althing.node.rpc.json.JsonOut;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The OpenRPC document of a method table: what is described is what is run. */
public final class OpenRpc {

  private static final String VERSION = "1.2.6";
  private static final int MAX_SIZE = 4 << 20;

  private OpenRpc() {}

  /**
   * The document as JSON.
   *
   * @param software version of what answers
   */
  public static String document(MethodTable methods, String software) {
    byte[] json = JsonOut.render(MAX_SIZE, out -> write(out, methods, software));
    return new String(json, StandardCharsets.UTF_8);
  }

  private static void write(JsonOut out, MethodTable methods, String software) {
    out.object().name("openrpc").text(VERSION);
    out.name("info").object();
    out.name("title").text("Althing JSON-RPC");
    out.name("description").text("Ethereum's methods, and the ledger's own under althing_.");
    out.name("version").text(software);
    out.name("license").object().name("name").text("Apache-2.0").endObject();
    out.endObject();
    out.name("methods").array();
    methods.all().forEach(method -> writeMethod(out, method));
    out.endArray();
    out.name("components").object().name("schemas").object();
    schemas(methods).forEach((name, json) -> out.name(name).raw(json));
    out.endObject().endObject().endObject();
  }

  private static void writeMethod(JsonOut out, Method method) {
    out.object().name("name").text(method.name());
    out.name("summary").text(method.summary());
    out.name("paramStructure").text("either");
    out.name("params").array();
    for (Param<?> param : method.params()) {
      out.object().name("name").text(param.name());
      out.name("description").text(param.description());
      out.name("required").flag(param.isRequired());
      out.name("schema").raw(param.type().schema().reference()).endObject();
    }
    out.endArray();
    out.name("result").object().name("name").text(method.result().name());
    out.name("schema").raw(method.result().reference()).endObject().endObject();
  }

  /** All schemas that the methods use, by name. */
  private static Map<String, String> schemas(MethodTable methods) {
    var schemas = new TreeMap<String, String>();
    for (Method method : methods.all()) {
      collect(schemas, method.result());
      method.params().forEach(param -> collect(schemas, param.type().schema()));
    }
    return schemas;
  }

  private static void collect(Map<String, String> schemas, Schema schema) {
    String known = schemas.put(schema.name(), schema.json());
    if (known != null && !known.equals(schema.json())) {
      throw new IllegalArgumentException("two schemas are named " + schema.name());
    }
    if (known == null) {
      schema.uses().forEach(used -> collect(schemas, used));
    }
  }
}
