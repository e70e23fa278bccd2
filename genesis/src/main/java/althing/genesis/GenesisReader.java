package althing.genesis;

import static althing.genesis.StrictJson.malformed;

import althing.genesis.StrictJson.Fields;
import althing.genesis.StrictJson.Value;
import althing.genesis.key.AccountKey;
import althing.genesis.key.DerivationPath;
import althing.genesis.key.Mnemonic;
import althing.governance.FoundingGovernance;
import althing.ledger.crypto.Checksum;
import althing.ledger.crypto.Ed25519;
import althing.ledger.protocol.ParameterTable;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads a genesis file field by field. */
final class GenesisReader {

  private static final int MAX_TEXT = 512;
  private static final int MAX_VALIDATORS = 1_024;
  private static final int MAX_ENTRIES = 1_000_000;
  private static final int MAX_MNEMONICS = 16;
  private static final int MAX_DERIVED = 1_000;
  private static final long MAX_TIME_MILLIS = 253_402_300_799_999L;

  /** Addresses below 0x…10000 belong to the system and its contracts. */
  private static final Address FIRST_FREE = Address.system(0x1_0000);

  private static final BigInteger SUPPLY_LIMIT = BigInteger.ONE.shiftLeft(128);
  private static final Pattern SP = Pattern.compile("(0|[1-9][0-9]{0,38})([.][0-9]{1,18})?");
  private static final Pattern UNITS = Pattern.compile("0|[1-9][0-9]{0,38}");

  private final StrictJson json;
  private int mnemonics;

  /** One entry of {@code accounts}: addresses that get the same balance. */
  private record Allocation(String at, List<Address> addresses, Amount balance) {}

  private GenesisReader(StrictJson json) {
    this.json = json;
  }

  static Genesis read(byte[] file) {
    return StrictJson.read(file, MAX_TEXT, json -> new GenesisReader(json).document());
  }

  private Genesis document() {
    Fields fields =
        json.object(
            "",
            Map.of(
                "format", this::format,
                "chainId", at -> json.integer(at, 1, Genesis.MAX_CHAIN_ID),
                "time", this::time,
                "engine", this::engine,
                "validators", at -> json.list(at, MAX_VALIDATORS, this::validator),
                "accounts", at -> json.list(at, MAX_ENTRIES, this::allocation),
                "governance", new GovernanceReader(json, this::address)::read,
                "parameters", this::parameters));
    fields.get("format", String.class);
    long chainId = fields.get("chainId", Long.class);
    long timeMillis = fields.get("time", Long.class);
    Engine engine = fields.get("engine", Engine.class);
    List<Validator> validators = fields.list("validators", Validator.class);
    checkValidators(chainId, engine, validators);
    Map<Address, Amount> balances = balances(fields.list("accounts", Allocation.class));
    FoundingGovernance governance =
        fields.find("governance", FoundingGovernance.class).orElse(FoundingGovernance.NONE);
    GovernanceReader.check(governance, validators, balances);
    return new Genesis(
            chainId,
            timeMillis,
            engine,
            validators,
            balances,
            parameterValues(fields.find("parameters", Fields.class)))
        .with(governance);
  }

  private String format(String at) {
    String format = json.text(at);
    if (!format.equals(Genesis.FORMAT)) {
      throw malformed(at, "expected \"" + Genesis.FORMAT + "\"");
    }
    return format;
  }

  private long time(String at) {
    if (json.nextIsNumber()) {
      return json.integer(at, 0, MAX_TIME_MILLIS);
    }
    try {
      Instant time = Instant.parse(json.text(at));
      long millis = time.toEpochMilli();
      if (time.equals(Instant.ofEpochMilli(millis)) && millis >= 0 && millis <= MAX_TIME_MILLIS) {
        return millis;
      }
    } catch (DateTimeException | ArithmeticException e) {
      // Refused below, like a time out of bounds.
    }
    throw malformed(at, "expected milliseconds since 1970, or as in 2026-11-01T00:00:00Z");
  }

  private Engine engine(String at) {
    String text = json.text(at);
    for (Engine known : Engine.values()) {
      if (known.text().equals(text)) {
        return known;
      }
    }
    throw malformed(at, "expected \"single\", \"pbft\" or \"raft\"");
  }

  private Validator validator(String at) {
    Fields fields =
        json.object(
            at,
            Map.of(
                "account", this::address,
                "nodeKey", field -> hex(field, Ed25519.PUBLIC_KEY_SIZE),
                "proofOfPossession", field -> hex(field, Ed25519.SIGNATURE_SIZE)));
    return new Validator(
        fields.get("account", Address.class),
        fields.get("nodeKey", Bytes.class),
        fields.find("proofOfPossession", Bytes.class).orElse(Bytes.EMPTY));
  }

  private static void checkValidators(long chainId, Engine engine, List<Validator> validators) {
    if (validators.isEmpty()) {
      throw malformed("validators", "there must be one");
    }
    if (engine == Engine.SINGLE && validators.size() != 1) {
      throw malformed("validators", "the engine single has one, found " + validators.size());
    }
    Set<Address> accounts = new HashSet<>();
    Set<Bytes> keys = new HashSet<>();
    for (int i = 0; i < validators.size(); i++) {
      Validator validator = validators.get(i);
      String at = "validators[" + i + "]";
      if (!accounts.add(validator.account())) {
        throw malformed(at + ".account", validator.account() + " has a seat already");
      }
      if (!keys.add(validator.nodeKey())) {
        throw malformed(at + ".nodeKey", validator.nodeKey() + " has a seat already");
      }
      if (validator.proof().isEmpty() && engine != Engine.SINGLE) {
        throw malformed(at + ".proofOfPossession", "missing");
      }
      if (!validator.proof().isEmpty() && !validator.isProved(chainId)) {
        throw malformed(
            at + ".proofOfPossession", "not the node key's signature for this account and chain");
      }
    }
  }

  private Allocation allocation(String at) {
    Fields fields =
        json.object(
            at,
            Map.of(
                "address", this::address,
                "mnemonic", this::mnemonic,
                "path", this::path,
                "count", field -> json.integer(field, 1, MAX_DERIVED),
                "balance", this::sp,
                "units", this::units));
    Optional<Amount> balance = one(fields, "balance", "units", Amount.class);
    if (balance.isEmpty()) {
      throw malformed(at + ".balance", "missing");
    }
    if (balance.get().isZero()) {
      throw malformed(at + (fields.values().containsKey("units") ? ".units" : ".balance"), "is 0");
    }
    return new Allocation(at, addresses(fields), balance.get());
  }

  private static List<Address> addresses(Fields fields) {
    if (one(fields, "address", "mnemonic", Object.class).isEmpty()) {
      throw malformed(fields.at() + ".address", "missing");
    }
    Optional<Mnemonic> mnemonic = fields.find("mnemonic", Mnemonic.class);
    if (mnemonic.isEmpty()) {
      for (String name : List.of("path", "count")) {
        if (fields.values().containsKey(name)) {
          throw malformed(fields.at() + "." + name, "is for a mnemonic");
        }
      }
      return List.of(fields.get("address", Address.class));
    }
    var path = fields.find("path", DerivationPath.class).orElse(DerivationPath.ETHEREUM);
    long count = fields.find("count", Long.class).orElse(1L);
    return AccountKey.derive(mnemonic.get(), path, (int) count).stream()
        .map(AccountKey::address)
        .toList();
  }

  /** The value of one of two fields that exclude each other; empty if neither is there. */
  private static <T> Optional<T> one(Fields fields, String name, String other, Class<T> type) {
    Optional<T> value = fields.find(name, type);
    Optional<T> alternative = fields.find(other, type);
    if (value.isPresent() && alternative.isPresent()) {
      throw malformed(fields.at() + "." + other, "not beside " + name);
    }
    return value.or(() -> alternative);
  }

  private static Map<Address, Amount> balances(List<Allocation> allocations) {
    var balances = new TreeMap<Address, Amount>();
    BigInteger supply = BigInteger.ZERO;
    for (Allocation allocation : allocations) {
      for (Address address : allocation.addresses()) {
        if (balances.put(address, allocation.balance()) != null) {
          throw malformed(allocation.at(), address + " is there already");
        }
        supply = supply.add(allocation.balance().value());
        if (supply.compareTo(SUPPLY_LIMIT) >= 0) {
          throw malformed(allocation.at(), "all balances together reach 2^128 base units");
        }
      }
    }
    return balances;
  }

  private Fields parameters(String at) {
    return json.object(at, name -> Genesis.PARAMETERS.parameter(name).map(this::parameter));
  }

  private Value parameter(ParameterTable.Parameter parameter) {
    return at -> json.integer(at, parameter.min(), parameter.max());
  }

  private static Map<String, Long> parameterValues(Optional<Fields> fields) {
    var values = new TreeMap<String, Long>();
    fields.ifPresent(
        given -> given.values().forEach((name, value) -> values.put(name, (Long) value)));
    return values;
  }

  private Address address(String at) {
    Address address;
    try {
      address = Checksum.parse(json.text(at));
    } catch (IllegalArgumentException e) {
      throw malformed(at, String.valueOf(e.getMessage()));
    }
    if (address.compareTo(FIRST_FREE) < 0) {
      throw malformed(at, "addresses below 0x10000 belong to the system");
    }
    return address;
  }

  private Mnemonic mnemonic(String at) {
    if (++mnemonics > MAX_MNEMONICS) {
      throw malformed(at, "more than " + MAX_MNEMONICS + " mnemonics");
    }
    try {
      return Mnemonic.parse(json.text(at));
    } catch (MalformedException e) {
      throw malformed(at, String.valueOf(e.getMessage()));
    }
  }

  private DerivationPath path(String at) {
    try {
      return DerivationPath.parse(json.text(at));
    } catch (MalformedException e) {
      throw malformed(at, String.valueOf(e.getMessage()));
    }
  }

  private Amount sp(String at) {
    return sp(json, at);
  }

  /** SP as decimal text, up to 18 decimals. */
  static Amount sp(StrictJson json, String at) {
    String text = json.text(at);
    if (!SP.matcher(text).matches()) {
      throw malformed(at, "not a number of SP");
    }
    return new Amount(new BigDecimal(text).movePointRight(18).toBigIntegerExact());
  }

  private Amount units(String at) {
    String text = json.text(at);
    if (!UNITS.matcher(text).matches()) {
      throw malformed(at, "not a number of base units");
    }
    return new Amount(new BigInteger(text));
  }

  private Bytes hex(String at, int size) {
    return hex(json, at, size);
  }

  static Bytes hex(StrictJson json, String at, int size) {
    String text = json.text(at);
    try {
      if (text.startsWith("0x") && text.length() == 2 + 2 * size) {
        return Bytes.fromHex(text);
      }
    } catch (IllegalArgumentException e) {
      // Refused below, like a text of another length.
    }
    throw malformed(at, "expected 0x and " + 2 * size + " hexadecimal digits");
  }
}
