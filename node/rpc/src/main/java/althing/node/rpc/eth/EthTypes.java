package althing.node.rpc.eth;

import static althing.node.rpc.method.ParamType.kindOf;

import althing.ledger.transaction.Transaction.AccessListEntry;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.Hex;
import althing.node.rpc.json.JsonNumber;
import althing.node.rpc.method.ParamType;
import althing.node.rpc.method.RpcException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The arguments of Ethereum's methods, read strictly, with geth's words for what is wrong. */
public final class EthTypes {

  private static final int MAX_FILTER_ADDRESSES = 1_000;
  private static final int MAX_FILTER_TOPICS = 1_000;

  public static final ParamType<Address> ADDRESS =
      new ParamType<>("address", Schemas.ADDRESS, value -> address(string(value)));
  public static final ParamType<Hash> HASH =
      new ParamType<>("hash", Schemas.HASH, value -> Hash.wrap(fixed(string(value), 32, "hash")));
  public static final ParamType<Bytes> DATA =
      new ParamType<>("data", Schemas.DATA, value -> data(string(value)));
  public static final ParamType<Long> QUANTITY =
      new ParamType<>("quantity", Schemas.QUANTITY, value -> quantity(string(value)));

  /** A whole number: JSON's, or a quantity. */
  public static final ParamType<Long> COUNT =
      new ParamType<>("count", Schemas.COUNT, EthTypes::count);

  public static final ParamType<Boolean> FLAG =
      new ParamType<>(
          "boolean",
          Schemas.FLAG,
          value -> {
            if (value instanceof Boolean flag) {
              return flag;
            }
            throw new IllegalArgumentException("expected a boolean, got " + kindOf(value));
          });

  public static final ParamType<String> TEXT =
      new ParamType<>("text", Schemas.TEXT, EthTypes::string);

  static final ParamType<BlockRef> BLOCK =
      new ParamType<>("block", Schemas.BLOCK_REF, EthTypes::block);

  /** A block as Otterscan names it: a JSON number too. */
  static final ParamType<BlockRef> ANY_BLOCK =
      new ParamType<>(
          "block",
          Schemas.ANY_BLOCK,
          value ->
              value instanceof JsonNumber number
                  ? new BlockRef.OfHeight(number.toUnsigned())
                  : block(value));

  public static final ParamType<BlockRef> BLOCK_OR_HASH =
      new ParamType<>("block or hash", Schemas.BLOCK_OR_HASH, EthTypes::blockOrHash);
  static final ParamType<Hash> STORAGE_SLOT =
      new ParamType<>("storage slot", Schemas.SLOT, value -> slot(string(value)));
  static final ParamType<CallArguments> TRANSACTION =
      new ParamType<>("transaction", Schemas.TRANSACTION, EthTypes::transaction);
  static final ParamType<LogFilter> FILTER =
      new ParamType<>("filter", Schemas.FILTER, EthTypes::filter);
  static final ParamType<List<Double>> PERCENTILES =
      new ParamType<>("percentiles", Schemas.PERCENTILES, EthTypes::percentiles);

  private EthTypes() {}

  private static String string(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("expected a string, got " + kindOf(value));
  }

  private static Map<?, ?> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("expected an object, got " + kindOf(value));
  }

  private static List<?> list(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("expected an array, got " + kindOf(value));
  }

  private static String digits(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty hex string");
    }
    if (!text.startsWith("0x") && !text.startsWith("0X")) {
      throw new IllegalArgumentException("hex string without 0x prefix");
    }
    return text.substring(2);
  }

  static Bytes data(String text) {
    String digits = digits(text);
    if (digits.length() % 2 != 0) {
      throw new IllegalArgumentException("hex string of odd length");
    }
    try {
      return Bytes.wrap(Hex.decode(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("invalid hex string", e);
    }
  }

  private static byte[] fixed(String text, int size, String what) {
    int digits = digits(text).length();
    if (digits != 2 * size) {
      throw new IllegalArgumentException(
          "hex string has length " + digits + ", want " + 2 * size + " for " + what);
    }
    return data(text).unsafeArray();
  }

  static Address address(String text) {
    return Address.wrap(fixed(text, Address.SIZE, "address"));
  }

  static Amount amount(String text) {
    String digits = digits(text);
    if (digits.isEmpty()) {
      throw new IllegalArgumentException("hex string \"0x\"");
    }
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      throw new IllegalArgumentException("hex number with leading zero digits");
    }
    if (digits.length() > 64) {
      throw new IllegalArgumentException("hex number > 256 bits");
    }
    for (int i = 0; i < digits.length(); i++) {
      if (Character.digit(digits.charAt(i), 16) < 0 || digits.charAt(i) > 'f') {
        throw new IllegalArgumentException("invalid hex string");
      }
    }
    return new Amount(new BigInteger(digits, 16));
  }

  private static long quantity(String text) {
    Amount amount = amount(text);
    if (amount.value().bitLength() > 64) {
      throw new IllegalArgumentException("hex number > 64 bits");
    }
    if (amount.value().bitLength() > 63) {
      throw new IllegalArgumentException("number larger than 2^63-1");
    }
    return amount.value().longValue();
  }

  private static Long count(Object value) {
    return value instanceof JsonNumber number ? number.toUnsigned() : quantity(string(value));
  }

  private static BlockRef block(Object value) {
    String text = string(value);
    var tag = BlockRef.Tag.of(text);
    if (tag.isPresent()) {
      return tag.get();
    }
    if (!text.isEmpty() && Character.isLetter(text.charAt(0))) {
      throw new IllegalArgumentException(
          "unknown block tag \""
              + shorten(text)
              + "\": use latest, earliest, pending, safe, finalized or a number in hex");
    }
    return new BlockRef.OfHeight(quantity(text));
  }

  /** A block by number, tag, hash, or as an EIP-1898 object; every known block is canonical. */
  private static BlockRef blockOrHash(Object value) {
    if (value instanceof String text && text.length() == 66) {
      return new BlockRef.OfHash(HASH.decoder().decode(text));
    }
    if (!(value instanceof Map<?, ?> map)) {
      return block(value);
    }
    Object hash = map.get("blockHash");
    Object number = map.get("blockNumber");
    if (hash != null && number != null) {
      throw new IllegalArgumentException(
          "cannot specify both BlockHash and BlockNumber, choose one or the other");
    }
    Object canonical = map.get("requireCanonical");
    if (canonical != null && !(canonical instanceof Boolean)) {
      throw new IllegalArgumentException(
          "requireCanonical: expected a boolean, got " + kindOf(canonical));
    }
    if (hash != null) {
      return new BlockRef.OfHash(member("blockHash", hash, HASH));
    }
    if (number != null) {
      return member("blockNumber", number, BLOCK);
    }
    throw new IllegalArgumentException("expected blockHash or blockNumber in the object");
  }

  private static Hash slot(String text) {
    String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
    if (digits.length() > 64) {
      throw RpcException.invalidParams(
          "storage key too long (want at most 32 bytes): \"" + shorten(text) + "\"");
    }
    try {
      byte[] given = Hex.decode(digits.length() % 2 == 0 ? digits : "0" + digits);
      byte[] slot = new byte[32];
      System.arraycopy(given, 0, slot, 32 - given.length, given.length);
      return Hash.wrap(slot);
    } catch (IllegalArgumentException e) {
      throw RpcException.invalidParams("invalid hex in storage key: \"" + shorten(text) + "\"");
    }
  }

  private static CallArguments transaction(Object value) {
    Map<?, ?> fields = object(value);
    for (String name : List.of("blobVersionedHashes", "blobs", "authorizationList")) {
      if (fields.get(name) instanceof List<?> list && !list.isEmpty()) {
        throw new IllegalArgumentException(
            name + ": blob and set-code transactions are not supported");
      }
    }
    Bytes data = optional(fields, "data", DATA);
    Bytes input = optional(fields, "input", DATA);
    if (data != null && input != null && !data.equals(input)) {
      throw RpcException.server(
          "both \"data\" and \"input\" are set and not equal. Please use \"input\" to pass"
              + " transaction call data");
    }
    Long type = optional(fields, "type", QUANTITY);
    return new CallArguments(
        optional(fields, "from", ADDRESS),
        optional(fields, "to", ADDRESS),
        optional(fields, "gas", QUANTITY),
        optional(fields, "gasPrice", AMOUNT),
        optional(fields, "maxFeePerGas", AMOUNT),
        optional(fields, "maxPriorityFeePerGas", AMOUNT),
        optional(fields, "value", AMOUNT),
        optional(fields, "nonce", QUANTITY),
        input != null ? input : data != null ? data : Bytes.EMPTY,
        optional(fields, "accessList", ACCESS_LIST),
        optional(fields, "chainId", AMOUNT),
        type == null ? null : (int) Math.min(type, 0x7fff));
  }

  private static final ParamType<Amount> AMOUNT =
      new ParamType<>("quantity", Schemas.QUANTITY, value -> amount(string(value)));

  private static final ParamType<List<AccessListEntry>> ACCESS_LIST =
      new ParamType<>("access list", Schemas.ACCESS_LIST, EthTypes::accessList);

  private static List<AccessListEntry> accessList(Object value) {
    var entries = new ArrayList<AccessListEntry>();
    for (Object item : list(value)) {
      Map<?, ?> fields = object(item);
      Address address = optional(fields, "address", ADDRESS);
      if (address == null) {
        throw new IllegalArgumentException("address is missing");
      }
      var keys = new ArrayList<Bytes>();
      Object given = fields.get("storageKeys");
      for (Object key : given == null ? List.of() : list(given)) {
        keys.add(Bytes.wrap(fixed(string(key), 32, "storage key")));
      }
      entries.add(new AccessListEntry(address, keys));
    }
    return entries;
  }

  static LogFilter filter(Object value) {
    Map<?, ?> fields = object(value);
    Hash block = optional(fields, "blockHash", HASH);
    BlockRef from = optional(fields, "fromBlock", BLOCK);
    BlockRef to = optional(fields, "toBlock", BLOCK);
    if (block != null && (from != null || to != null)) {
      throw new IllegalArgumentException(
          "cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other");
    }
    return new LogFilter(
        Optional.ofNullable(block),
        Optional.ofNullable(from),
        Optional.ofNullable(to),
        addresses(fields.get("address")),
        topics(fields.get("topics")));
  }

  private static Set<Address> addresses(@Nullable Object value) {
    return switch (value) {
      case null -> Set.of();
      case String text -> Set.of(member("address", text, ADDRESS));
      case List<?> list -> {
        limit("address", list.size(), MAX_FILTER_ADDRESSES);
        var addresses = new HashSet<Address>();
        for (Object item : list) {
          addresses.add(member("address", item, ADDRESS));
        }
        yield addresses;
      }
      default ->
          throw new IllegalArgumentException(
              "address: expected a string or an array, got " + kindOf(value));
    };
  }

  private static List<Set<Hash>> topics(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    List<?> positions = list(value);
    limit("topics", positions.size(), 4);
    var topics = new ArrayList<Set<Hash>>();
    for (Object position : positions) {
      topics.add(
          switch (position) {
            case null -> Set.of();
            case List<?> alternatives -> alternatives(alternatives);
            default -> Set.of(member("topics", position, HASH));
          });
    }
    return topics;
  }

  /** Alternatives at one position; a null among them stands for any. */
  private static Set<Hash> alternatives(List<?> given) {
    limit("topics", given.size(), MAX_FILTER_TOPICS);
    var topics = new HashSet<Hash>();
    for (Object topic : given) {
      if (topic == null) {
        return Set.of();
      }
      topics.add(member("topics", topic, HASH));
    }
    return topics;
  }

  private static List<Double> percentiles(Object value) {
    List<?> given = list(value);
    if (given.size() > 100) {
      throw RpcException.server("over the query limit 100");
    }
    var percentiles = new ArrayList<Double>();
    for (Object item : given) {
      if (!(item instanceof JsonNumber(String text))) {
        throw new IllegalArgumentException("expected a number, got " + kindOf(item));
      }
      double percentile = Double.parseDouble(text);
      if (!(percentile >= 0 && percentile <= 100)) {
        throw RpcException.server("invalid reward percentile: " + text);
      }
      if (!percentiles.isEmpty() && percentile <= percentiles.getLast()) {
        throw RpcException.server(
            "invalid reward percentile: " + text + " after " + percentiles.getLast());
      }
      percentiles.add(percentile);
    }
    return percentiles;
  }

  private static <T> @Nullable T optional(Map<?, ?> fields, String name, ParamType<T> type) {
    Object value = fields.get(name);
    return value == null ? null : member(name, value, type);
  }

  /** Reads a member; the error names it. */
  private static <T> T member(String name, @Nullable Object value, ParamType<T> type) {
    if (value == null) {
      throw new IllegalArgumentException(name + ": expected a value, got null");
    }
    try {
      return type.decoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private static void limit(String name, int size, int limit) {
    if (size > limit) {
      throw new IllegalArgumentException(name + ": at most " + limit + " entries, not " + size);
    }
  }

  private static String shorten(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "...";
  }
}
