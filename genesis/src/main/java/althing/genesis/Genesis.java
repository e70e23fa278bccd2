package althing.genesis;

import althing.governance.FoundingGovernance;
import althing.governance.parameters.GovernanceParameters;
import althing.ledger.account.AccountEvent.Minted;
import althing.ledger.crypto.Sha256;
import althing.ledger.event.Event;
import althing.ledger.protocol.ParameterTable;
import althing.ledger.protocol.Parameters;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.protocol.ProtocolEvent.ParameterSet;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The specification of a chain. Two with the same {@link #hash()} begin the same chain.
 *
 * @param timeMillis when epoch 0 begins, in milliseconds since 1970
 * @param validators in the order of their seats
 * @param accounts first balances in base units, each above 0
 * @param parameters values of all of {@link #PARAMETERS}
 * @param governance what accounts are beyond what they own
 */
public record Genesis(
    long chainId,
    long timeMillis,
    Engine engine,
    List<Validator> validators,
    SortedMap<Address, Amount> accounts,
    SortedMap<String, Long> parameters,
    FoundingGovernance governance) {

  /** Above this, wallets that count in doubles lose digits of the chain id. */
  public static final long MAX_CHAIN_ID = 4_503_599_627_370_476L;

  /** The parameters of all parts that a chain is composed of. */
  public static final ParameterTable PARAMETERS =
      ParameterTable.of(Parameters.ALL, GovernanceParameters.ALL);

  /** The form that this release reads and hashes. */
  static final String FORMAT = "althing-genesis/1";

  private static final int PART_SIZE = 1 << 16;

  /**
   * @param parameters those that are not named here have their defaults
   */
  public Genesis(
      long chainId,
      long timeMillis,
      Engine engine,
      List<Validator> validators,
      Map<Address, Amount> accounts,
      Map<String, Long> parameters) {
    this(
        chainId,
        timeMillis,
        engine,
        List.copyOf(validators),
        Collections.unmodifiableSortedMap(new TreeMap<>(accounts)),
        PARAMETERS.withDefaults(parameters),
        FoundingGovernance.NONE);
  }

  public Genesis with(FoundingGovernance beginning) {
    return new Genesis(chainId, timeMillis, engine, validators, accounts, parameters, beginning);
  }

  /** SHA-256 of {@link #canonical()}: the identity of the chain. */
  public Hash hash() {
    return Sha256.hash(canonicalParts());
  }

  /**
   * The one JSON text of this specification: no white space, names in alphabetic order, accounts in
   * byte order and in base units, and only those parameters that differ from their defaults, so
   * that a release with more parameters finds the same text.
   */
  public Bytes canonical() {
    return Bytes.wrap(Bytes.concat(canonicalParts()));
  }

  /**
   * The first events of the chain: it starts, every parameter gets its value in the order of names,
   * validators take their seats, balances come into being in the order of addresses, and accounts
   * become what they are.
   */
  public List<Event> founding() {
    var events = new ArrayList<Event>(2 + parameters.size() + accounts.size());
    events.add(new ChainStarted(Amount.of(chainId), timeMillis, engine.text(), hash().toBytes()));
    parameters.forEach((name, value) -> events.add(new ParameterSet(name, value)));
    List<Seat> seats =
        validators.stream().map(seat -> new Seat(seat.account(), seat.nodeKey())).toList();
    events.add(new ValidatorsSeated(seats));
    accounts.forEach((address, balance) -> events.add(new Minted(address, balance)));
    events.addAll(governance.events(seats));
    return Collections.unmodifiableList(events);
  }

  /** Sum of all balances, in base units. */
  public Amount supply() {
    return accounts.values().stream().reduce(Amount.ZERO, Amount::plus);
  }

  /** What is allowed and still worth a second look, in sentences. */
  public List<String> warnings() {
    var warnings = new ArrayList<String>();
    int seats = validators.size();
    if (engine == Engine.PBFT && seats < 4) {
      warnings.add("pbft with %d validators survives no fault: 4 survive one".formatted(seats));
    }
    if (engine == Engine.RAFT && seats < 3) {
      warnings.add("raft with %d validators survives no crash: 3 survive one".formatted(seats));
    }
    if (accounts.isEmpty()) {
      warnings.add("no account has a balance: nobody can pay for a transaction");
    }
    return warnings;
  }

  /** In parts, since a million accounts are a hundred megabytes. */
  private byte[][] canonicalParts() {
    var parts = new ArrayList<byte[]>();
    var text = new StringBuilder("{\"accounts\":[");
    String separator = "";
    for (var account : accounts.entrySet()) {
      text.append(separator).append("{\"address\":\"").append(account.getKey());
      text.append("\",\"units\":\"").append(account.getValue()).append("\"}");
      separator = ",";
      if (text.length() > PART_SIZE) {
        parts.add(text.toString().getBytes(StandardCharsets.US_ASCII));
        text.setLength(0);
      }
    }
    text.append("],\"chainId\":").append(chainId);
    text.append(",\"engine\":\"").append(engine.text());
    text.append("\",\"format\":\"" + FORMAT + '"');
    if (!governance.isEmpty()) {
      text.append(",\"governance\":").append(GovernanceText.compact(governance));
    }
    text.append(",\"parameters\":").append(changedParameters());
    text.append(",\"time\":").append(timeMillis);
    text.append(",\"validators\":").append(seats()).append('}');
    parts.add(text.toString().getBytes(StandardCharsets.US_ASCII));
    return parts.toArray(byte[][]::new);
  }

  private String changedParameters() {
    return parameters.entrySet().stream()
        .filter(entry ->
            PARAMETERS.parameter(entry.getKey()).orElseThrow().defaultValue() != entry.getValue())
        .map(entry -> "\"%s\":%d".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String seats() {
    return validators.stream().map(Genesis::seat).collect(Collectors.joining(",", "[", "]"));
  }

  private static String seat(Validator validator) {
    String proof =
        validator.proof().isEmpty()
            ? ""
            : ",\"proofOfPossession\":\"%s\"".formatted(validator.proof());
    return "{\"account\":\"%s\",\"nodeKey\":\"%s\"%s}"
        .formatted(validator.account(), validator.nodeKey(), proof);
  }
}
