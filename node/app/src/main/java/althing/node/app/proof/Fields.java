package althing.node.app.proof;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Members of a proof; one that is not there or of another kind is an error that names it. */
final class Fields {

  private Fields() {}

  static long number(JsonNode owner, String field) {
    JsonNode value = owner.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException(field + ": not a number");
    }
    return value.asLong();
  }

  static String text(JsonNode owner, String field) {
    JsonNode value = owner.path(field);
    if (!value.isString()) {
      throw new IllegalArgumentException(field + ": not a text");
    }
    return value.asString();
  }

  static Bytes bytes(JsonNode owner, String field) {
    return Bytes.fromHex(text(owner, field));
  }

  static Hash hash(JsonNode owner, String field) {
    return Hash.fromHex(text(owner, field));
  }

  static List<Hash> hashes(JsonNode owner, String field) {
    var hashes = new ArrayList<Hash>();
    owner.path(field).forEach(hash -> hashes.add(Hash.fromHex(hash.asString(""))));
    return hashes;
  }
}
