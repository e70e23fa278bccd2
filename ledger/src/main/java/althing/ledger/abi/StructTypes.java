package althing.ledger.abi;

import althing.ledger.abi.AbiType.DynamicBytes;
import althing.ledger.abi.AbiType.Text;
import althing.ledger.crypto.Keccak256;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Struct types of EIP-712 and their hashes. Values are those of {@link AbiType}; a struct is the
 * List of its fields in order. A struct may hold arrays of itself.
 */
public final class StructTypes {

  /** Bounds on what is described, and on how deep values go. */
  static final int MAX_STRUCTS = 64;

  static final int MAX_FIELDS = 64;
  static final int MAX_DEPTH = 16;

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$]{0,63}");
  private static final Pattern ATOMIC =
      Pattern.compile("u?int[0-9]*|bytes[0-9]*|address|bool|string");

  private final Map<String, List<Member>> structs = new LinkedHashMap<>();
  private final Map<String, Hash> typeHashes = new ConcurrentHashMap<>();

  /** A field as it is declared: its name and the text of its type. */
  public record Field(String name, String type) {}

  /** A field with its type taken apart. */
  record Member(Field field, FieldType type) {}

  /** The type of a field. */
  sealed interface FieldType {
    record Atomic(AbiType type) implements FieldType {}

    record Struct(String name) implements FieldType {}

    record Array(FieldType element, OptionalInt length) implements FieldType {}
  }

  /**
   * @throws MalformedException naming the struct or field that is wrong
   */
  public StructTypes(Map<String, List<Field>> declarations) {
    if (declarations.size() > MAX_STRUCTS) {
      throw malformed("types: more than " + MAX_STRUCTS + " structs");
    }
    declarations.forEach((name, fields) -> structs.put(structName(name), members(name, fields)));
    structs.forEach((name, members) -> members.forEach(member -> checkKnown(name, member)));
  }

  /**
   * The type as it is hashed: {@code Mail(Person from,…)Person(string name,…)}, the struct itself
   * and then those it refers to, by name.
   */
  public String encodeType(String struct) {
    SortedSet<String> referred = new TreeSet<>();
    collect(struct, referred);
    referred.remove(struct);
    return Stream.concat(Stream.of(struct), referred.stream())
        .map(name ->
            members(name).stream()
                .map(member -> member.field().type() + " " + member.field().name())
                .collect(Collectors.joining(",", name + "(", ")")))
        .collect(Collectors.joining());
  }

  public Hash typeHash(String struct) {
    return typeHashes.computeIfAbsent(
        struct, name -> Keccak256.hash(encodeType(name).getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * {@code hashStruct} of the EIP.
   *
   * @param values one for each field
   * @throws IllegalArgumentException if a value is not of its field's type
   */
  public Hash hashStruct(String struct, List<?> values) {
    return Keccak256.hash(encode(struct, values, 0));
  }

  /** What {@link #hashStruct} hashes: the type's hash and a word for each field. */
  byte[] encode(String struct, List<?> values) {
    return encode(struct, values, 0);
  }

  List<Member> members(String struct) {
    List<Member> members = structs.get(struct);
    if (members == null) {
      throw new IllegalArgumentException("no struct " + struct);
    }
    return members;
  }

  private byte[] encode(String struct, List<?> values, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(struct + ": nested deeper than " + MAX_DEPTH);
    }
    List<Member> members = members(struct);
    if (values.size() != members.size()) {
      throw new IllegalArgumentException(
          "%s: expected %d values, found %d".formatted(struct, members.size(), values.size()));
    }
    var out = new ByteArrayOutputStream(32 + 32 * members.size());
    out.writeBytes(typeHash(struct).unsafeArray());
    for (int i = 0; i < members.size(); i++) {
      var path = new AbiPath(null, members.get(i).field().name(), i);
      out.writeBytes(word(members.get(i).type(), values.get(i), path, depth));
    }
    return out.toByteArray();
  }

  private byte[] word(FieldType type, Object value, AbiPath path, int depth) {
    return switch (type) {
      case FieldType.Atomic(var atomic) -> {
        byte[] encoded = AbiEncoder.encodeInPlace(atomic, value, path);
        boolean hashed = atomic instanceof DynamicBytes || atomic instanceof Text;
        yield hashed ? Keccak256.digest(encoded) : encoded;
      }
      case FieldType.Struct(var name) ->
          Keccak256.digest(encode(name, list(value, path), depth + 1));
      case FieldType.Array(var element, var length) -> {
        List<?> elements = list(value, path);
        if (length.isPresent() && elements.size() != length.getAsInt()) {
          throw new IllegalArgumentException(
              "%s: expected %d values, found %d"
                  .formatted(path, length.getAsInt(), elements.size()));
        }
        var words = new ByteArrayOutputStream(32 * elements.size());
        for (int i = 0; i < elements.size(); i++) {
          words.writeBytes(word(element, elements.get(i), AbiPath.element(path, i), depth));
        }
        yield Keccak256.digest(words.toByteArray());
      }
    };
  }

  private static List<?> list(Object value, AbiPath path) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException(
        path + ": expected a List, found a " + value.getClass().getSimpleName());
  }

  private void collect(String struct, SortedSet<String> found) {
    if (found.add(struct)) {
      for (Member member : members(struct)) {
        FieldType type = member.type();
        while (type instanceof FieldType.Array(var element, _)) {
          type = element;
        }
        if (type instanceof FieldType.Struct(var name)) {
          collect(name, found);
        }
      }
    }
  }

  private static List<Member> members(String struct, List<Field> fields) {
    String at = "types." + struct;
    if (fields.size() > MAX_FIELDS) {
      throw malformed(at + ": more than " + MAX_FIELDS + " fields");
    }
    long distinct = fields.stream().map(Field::name).distinct().count();
    if (distinct != fields.size()) {
      throw malformed(at + ": a field is there twice");
    }
    return fields.stream()
        .map(field -> {
          identifier(at, field.name());
          return new Member(field, fieldType(at + "." + field.name(), field.type()));
        })
        .toList();
  }

  private static FieldType fieldType(String at, String text) {
    int bracket = text.indexOf('[');
    String base = bracket < 0 ? text : text.substring(0, bracket);
    FieldType type = base(at, base);
    int depth = 0;
    String suffix = text.substring(base.length());
    while (!suffix.isEmpty()) {
      int close = suffix.indexOf(']');
      if (suffix.charAt(0) != '[' || close < 0 || ++depth > MAX_DEPTH) {
        throw malformed(at + ": unknown type \"" + text + "\"");
      }
      type = new FieldType.Array(type, length(at, suffix.substring(1, close)));
      suffix = suffix.substring(close + 1);
    }
    return type;
  }

  private static FieldType base(String at, String name) {
    // The aliases that the contract ABI has are no types here, and would hash differently.
    if (name.equals("uint") || name.equals("int")) {
      throw malformed(at + ": unknown type \"" + name + "\", write its width");
    }
    if (ATOMIC.matcher(name).matches()) {
      try {
        return new FieldType.Atomic(AbiType.parse(name));
      } catch (MalformedException e) {
        throw malformed(at + ": " + e.getMessage());
      }
    }
    return new FieldType.Struct(identifier(at, name));
  }

  private static OptionalInt length(String at, String digits) {
    if (digits.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!digits.matches("[1-9][0-9]{0,5}")) {
      throw malformed(at + ": unknown array length \"" + digits + "\"");
    }
    return OptionalInt.of(Integer.parseInt(digits));
  }

  private void checkKnown(String struct, Member member) {
    FieldType type = member.type();
    while (type instanceof FieldType.Array(var element, _)) {
      type = element;
    }
    if (type instanceof FieldType.Struct(var name) && !structs.containsKey(name)) {
      throw malformed(
          "types.%s.%s: unknown type \"%s\"".formatted(struct, member.field().name(), name));
    }
  }

  private static String structName(String name) {
    if (ATOMIC.matcher(name).matches()) {
      throw malformed("types: \"" + name + "\" is a type of its own");
    }
    return identifier("types", name);
  }

  private static String identifier(String at, String name) {
    if (!IDENTIFIER.matcher(name).matches()) {
      throw malformed(at + ": \"" + name + "\" is no name");
    }
    return name;
  }

  private static MalformedException malformed(String what) {
    return new MalformedException("typed data: " + what);
  }
}
