package althing.ledger.abi;

import althing.ledger.abi.StructTypes.Field;
import althing.ledger.abi.StructTypes.FieldType;
import althing.ledger.abi.StructTypes.Member;
import althing.ledger.crypto.Keccak256;
import althing.ledger.json.BoundedJson;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a wallet signs with {@code eth_signTypedData_v4} (EIP-712): a message of typed fields, bound
 * to a domain.
 *
 * @param types the message's struct types and that of the domain
 * @param domain values of the fields of {@code EIP712Domain}
 * @param primaryType the struct that {@code message} is
 */
public record TypedData(
    StructTypes types, List<Object> domain, String primaryType, List<Object> message) {

  /** A longer document is refused. */
  public static final int MAX_BYTES = 1 << 16;

  private static final String DOMAIN = "EIP712Domain";
  private static final byte[] PREFIX = {0x19, 0x01};
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,78}|0x[0-9a-fA-F]{1,64}");

  private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]*");

  private static final List<Field> DOMAIN_FIELDS =
      List.of(
          new Field("name", "string"),
          new Field("version", "string"),
          new Field("chainId", "uint256"),
          new Field("verifyingContract", "address"),
          new Field("salt", "bytes32"));

  private static final StructTypes CONTRACT_DOMAIN =
      new StructTypes(Map.of(DOMAIN, DOMAIN_FIELDS.subList(0, 4)));

  public TypedData {
    domain = List.copyOf(domain);
    message = List.copyOf(message);
  }

  /**
   * Reads the JSON document that wallets are given. Strict: nothing that the signature does not
   * cover may be in it. Numbers may be JSON integers, decimal text or {@code 0x} text. Where {@code
   * types} leaves {@code EIP712Domain} out, it has the fields that {@code domain} has.
   *
   * @throws MalformedException naming the field that is wrong
   */
  public static TypedData parse(Bytes json) {
    JsonNode root = BoundedJson.read("typed data", json.unsafeArray(), MAX_BYTES);
    checkFields("document", root, List.of("types", "primaryType", "domain", "message"));
    String primaryType = text(root.path("primaryType"), "primaryType");
    var declared = declarations(root.path("types"));
    if (!declared.containsKey(primaryType) || primaryType.equals(DOMAIN)) {
      throw malformed("primaryType", "\"" + primaryType + "\" is no struct of types");
    }
    JsonNode domain = root.path("domain");
    declared.computeIfAbsent(
        DOMAIN, _ -> DOMAIN_FIELDS.stream().filter(field -> domain.has(field.name())).toList());
    if (!DOMAIN_FIELDS.containsAll(declared.get(DOMAIN))) {
      throw malformed("types." + DOMAIN, "has a field that the EIP does not name");
    }
    var types = new StructTypes(declared);
    return new TypedData(
        types,
        struct(types, DOMAIN, domain, "domain", 0),
        primaryType,
        struct(types, primaryType, root.path("message"), "message", 0));
  }

  /** The hash that is signed. */
  public Hash digest() {
    return digest(types.hashStruct(DOMAIN, domain), types.hashStruct(primaryType, message));
  }

  /** The hash that is signed, of a domain and a message that are hashed already. */
  public static Hash digest(Hash domainSeparator, Hash messageHash) {
    return Keccak256.hash(PREFIX, domainSeparator.unsafeArray(), messageHash.unsafeArray());
  }

  /** Hash of the usual domain of a contract: name, version, chainId and verifyingContract. */
  public static Hash domainSeparator(
      String name, String version, Amount chainId, Address contract) {
    return CONTRACT_DOMAIN.hashStruct(DOMAIN, List.of(name, version, chainId, contract));
  }

  private static Map<String, List<Field>> declarations(JsonNode types) {
    if (!types.isObject()) {
      throw malformed("types", "expected an object");
    }
    var declared = new LinkedHashMap<String, List<Field>>();
    for (var struct : types.properties()) {
      String at = "types." + struct.getKey();
      if (!struct.getValue().isArray()) {
        throw malformed(at, "expected a list");
      }
      var fields = new ArrayList<Field>();
      for (JsonNode field : struct.getValue()) {
        String fieldAt = at + "[" + fields.size() + "]";
        checkFields(fieldAt, field, List.of("name", "type"));
        fields.add(
            new Field(
                text(field.path("name"), fieldAt + ".name"),
                text(field.path("type"), fieldAt + ".type")));
      }
      declared.put(struct.getKey(), fields);
    }
    return declared;
  }

  private static List<Object> struct(
      StructTypes types, String name, JsonNode node, String at, int depth) {
    if (depth > StructTypes.MAX_DEPTH) {
      throw malformed(at, "nested deeper than " + StructTypes.MAX_DEPTH);
    }
    List<Member> members = types.members(name);
    checkFields(at, node, members.stream().map(member -> member.field().name()).toList());
    var values = new ArrayList<>(members.size());
    for (Member member : members) {
      String field = member.field().name();
      values.add(value(types, member.type(), node.path(field), at + "." + field, depth));
    }
    return values;
  }

  private static Object value(
      StructTypes types, FieldType type, JsonNode node, String at, int depth) {
    if (node.isMissingNode()) {
      throw malformed(at, "missing");
    }
    return switch (type) {
      case FieldType.Atomic(var atomic) -> atomic(atomic, node, at);
      case FieldType.Struct(var name) -> struct(types, name, node, at, depth + 1);
      case FieldType.Array(var element, var length) -> {
        if (!node.isArray()) {
          throw malformed(at, "expected a list");
        }
        if (length.isPresent() && node.size() != length.getAsInt()) {
          throw malformed(
              at, "expected %d values, found %d".formatted(length.getAsInt(), node.size()));
        }
        var values = new ArrayList<>(node.size());
        for (JsonNode item : node) {
          values.add(value(types, element, item, at + "[" + values.size() + "]", depth));
        }
        yield values;
      }
    };
  }

  private static Object atomic(AbiType type, JsonNode node, String at) {
    Object value =
        switch (type) {
          case AbiType.Uint _, AbiType.Int _ -> number(node, at);
          case AbiType.Bool _ -> {
            if (!node.isBoolean()) {
              throw malformed(at, "expected true or false");
            }
            yield node.asBoolean();
          }
          case AbiType.AddressType _ -> Address.wrap(hex(node, at, Address.SIZE));
          case AbiType.FixedBytes(int size) -> Bytes.wrap(hex(node, at, size));
          case AbiType.DynamicBytes _ -> Bytes.wrap(hex(node, at, -1));
          case AbiType.Text _ -> text(node, at);
          case AbiType.DynamicArray _, AbiType.FixedArray _, AbiType.Tuple _ ->
              throw new IllegalStateException("not atomic");
        };
    try {
      AbiEncoder.encodeInPlace(type, value, new AbiPath(null, at, 0));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("typed data: " + e.getMessage());
    }
    return value;
  }

  private static BigInteger number(JsonNode node, String at) {
    if (node.isIntegralNumber()) {
      return node.bigIntegerValue();
    }
    String text = node.isNumber() ? node.toString() : text(node, at);
    if (!NUMBER.matcher(text).matches()) {
      throw malformed(at, "not a whole number");
    }
    return text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
  }

  private static byte[] hex(JsonNode node, String at, int size) {
    String text = text(node, at);
    if (!HEX.matcher(text).matches() || text.length() % 2 != 0) {
      throw malformed(at, "not hexadecimal bytes after 0x");
    }
    byte[] bytes = Hex.decode(text);
    if (size >= 0 && bytes.length != size) {
      throw malformed(at, "expected " + size + " bytes, found " + bytes.length);
    }
    return bytes;
  }

  private static String text(JsonNode node, String at) {
    if (!node.isString()) {
      throw malformed(at, node.isMissingNode() ? "missing" : "expected a text");
    }
    return node.asString();
  }

  private static void checkFields(String at, JsonNode node, List<String> known) {
    if (!node.isObject()) {
      throw malformed(at, node.isMissingNode() ? "missing" : "expected an object");
    }
    for (String name : node.propertyNames()) {
      if (!known.contains(name)) {
        throw malformed(at, "unknown field \"" + name + "\"");
      }
    }
  }

  private static MalformedException malformed(String at, String what) {
    return new MalformedException("typed data: " + at + ": " + what);
  }
}
