package althing.node.app.contract;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.app.CommandFailure;
import althing.node.app.client.ClientOptions;
import althing.node.app.client.RpcClient;
import althing.node.app.client.Sender;
import althing.node.app.client.TransactionOptions;
import althing.node.app.terminal.AmountText;
import althing.node.app.terminal.OutputOptions;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code althing iou}. */
@Command(
    name = "iou",
    description = "Debts between accounts: issue, present, redeem, transfer, look at.",
    subcommands = {
      IouCommand.Issue.class,
      IouCommand.Present.class,
      IouCommand.Redeem.class,
      IouCommand.Transfer.class,
      IouCommand.Show.class,
      IouCommand.ListOfAccount.class
    })
public final class IouCommand implements Runnable {

  private static final String CONTRACT = "iou";
  private static final int PAGE = 100;

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "iou needs a subcommand: issue, present, redeem, transfer, show, list");
  }

  /** A call that changes something. */
  abstract static class Change implements Runnable {

    @Mixin ClientOptions node;
    @Mixin TransactionOptions transaction;
    @Mixin OutputOptions output;

    abstract String function();

    abstract List<?> arguments(RpcClient client);

    @Override
    public void run() {
      try (RpcClient client = node.connect()) {
        var calls = new ContractCall(client, Contract.system(CONTRACT));
        var sent =
            calls.send(new Sender(client, transaction), function(), arguments(client), Amount.ZERO);
        output.result(CallCommand.json(sent), CallCommand.text(sent));
      }
    }
  }

  /** {@code althing iou issue}. */
  @Command(name = "issue", description = "Promise an amount to a creditor; the signer is debtor.")
  static final class Issue extends Change {

    @Parameters(index = "0", paramLabel = "CREDITOR", description = "Whom the promise is made to.")
    Address creditor;

    @Parameters(
        index = "1",
        paramLabel = "AMOUNT",
        converter = AmountText.class,
        description = "How much: 1.5 (SP), 20gwei, 7wei.")
    Amount amount;

    @Option(
        names = "--expiry-epoch",
        required = true,
        paramLabel = "EPOCH",
        description = "It can be presented before this epoch begins.")
    long expiryEpoch;

    @Option(
        names = "--consent",
        description = "The debtor must approve when the holder passes it on.")
    boolean consent;

    @Override
    String function() {
      return "issue";
    }

    @Override
    List<?> arguments(RpcClient client) {
      return List.of(creditor, amount.value(), BigInteger.valueOf(expiryEpoch), consent);
    }
  }

  /** {@code althing iou present}. */
  @Command(name = "present", description = "Ask for payment; the signer is holder.")
  static final class Present extends Change {

    @Parameters(index = "0", paramLabel = "ID", description = "The IOU.")
    Hash id;

    @Override
    String function() {
      return "present";
    }

    @Override
    List<?> arguments(RpcClient client) {
      return List.of(id.toBytes());
    }
  }

  /** {@code althing iou redeem}. */
  @Command(name = "redeem", description = "Pay an IOU or a part of it; the signer is debtor.")
  static final class Redeem extends Change {

    @Parameters(index = "0", paramLabel = "ID", description = "The IOU.")
    Hash id;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "AMOUNT",
        converter = AmountText.class,
        description = "How much (default: all that is outstanding).")
    @Nullable Amount amount;

    @Override
    String function() {
      return "redeem";
    }

    @Override
    List<?> arguments(RpcClient client) {
      BigInteger paid = amount == null ? outstanding(client) : amount.value();
      return List.of(id.toBytes(), paid);
    }

    private BigInteger outstanding(RpcClient client) {
      Object found = ious(client).asked("iou", List.of(id.toBytes())).get("outstanding");
      return new BigInteger(String.valueOf(found));
    }
  }

  /** {@code althing iou transfer}. */
  @Command(name = "transfer", description = "Pass an IOU on; the signer is holder.")
  static final class Transfer extends Change {

    @Parameters(index = "0", paramLabel = "ID", description = "The IOU.")
    Hash id;

    @Parameters(index = "1", paramLabel = "TO", description = "The new holder.")
    Address to;

    @Override
    String function() {
      return "transfer";
    }

    @Override
    List<?> arguments(RpcClient client) {
      return List.of(id.toBytes(), to);
    }
  }

  /** {@code althing iou show}. */
  @Command(name = "show", description = "Show one IOU.")
  static final class Show implements Runnable {

    @Mixin ClientOptions node;
    @Mixin OutputOptions output;

    @Parameters(index = "0", paramLabel = "ID", description = "The IOU.")
    Hash id;

    @Option(
        names = "--block",
        paramLabel = "HEIGHT",
        description = "Ask as of the state after this block.")
    @Nullable Long block;

    @Override
    public void run() {
      try (RpcClient client = node.connect()) {
        Map<String, Object> iou = ious(client, block).asked("iou", List.of(id.toBytes()));
        output.result(iou, AbiJsonValues.text(iou));
      }
    }
  }

  /** {@code althing iou list}. */
  @Command(name = "list", description = "List the unsettled IOUs of an account.")
  static final class ListOfAccount implements Runnable {

    /** Which side of an IOU an account is on. */
    enum Role {
      DEBTOR("iousOfDebtor"),
      HOLDER("iousOfHolder");

      private final String function;

      Role(String function) {
        this.function = function;
      }
    }

    @Mixin ClientOptions node;
    @Mixin OutputOptions output;

    @Parameters(index = "0", paramLabel = "ACCOUNT", description = "Whose.")
    Address account;

    @Option(
        names = "--as",
        paramLabel = "ROLE",
        defaultValue = "debtor",
        description = "debtor or holder (default ${DEFAULT-VALUE}).")
    Role role;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "1000",
        description = "At most this many (default ${DEFAULT-VALUE}).")
    int limit;

    @Override
    public void run() {
      if (limit <= 0) {
        throw CommandFailure.usage("--limit must be above 0, not " + limit);
      }
      try (RpcClient client = node.connect()) {
        List<Map<?, ?>> found = find(ious(client));
        output.result(found, text(found));
      }
    }

    private List<Map<?, ?>> find(Asking ious) {
      var found = new ArrayList<Map<?, ?>>();
      Bytes cursor = Hash.ZERO.toBytes();
      do {
        int page = Math.min(PAGE, limit - found.size());
        Map<String, Object> answer =
            ious.asked(role.function, List.of(account, cursor, BigInteger.valueOf(page)));
        for (Object iou : (List<?>) answer.getOrDefault("ious", List.of())) {
          found.add((Map<?, ?>) iou);
        }
        cursor = Bytes.fromHex(String.valueOf(answer.get("next")));
      } while (!cursor.equals(Hash.ZERO.toBytes()) && found.size() < limit);
      return found;
    }

    private String text(List<Map<?, ?>> found) {
      if (found.isEmpty()) {
        return account + " has no unsettled IOUs as " + role.name().toLowerCase(Locale.ROOT);
      }
      var lines = new StringBuilder();
      for (Map<?, ?> iou : found) {
        lines
            .append(iou.get("id"))
            .append("  ")
            .append(state(iou))
            .append("  ")
            .append(sp(iou.get("outstanding")))
            .append(" of ")
            .append(sp(iou.get("amount")))
            .append(" SP  ")
            .append(iou.get("debtor"))
            .append(" owes ")
            .append(iou.get("holder"))
            .append('\n');
      }
      return lines.toString();
    }

    private static String sp(@Nullable Object units) {
      return AmountText.format(new Amount(new BigInteger(String.valueOf(units))));
    }
  }

  private static final List<String> STATES =
      List.of(
          "none",
          "open",
          "presented",
          "partly redeemed",
          "redeemed",
          "defaulted",
          "lapsed",
          "disputed",
          "netted");

  private static String state(Map<?, ?> iou) {
    int number = Integer.parseInt(String.valueOf(iou.get("state")));
    return number < STATES.size() ? STATES.get(number) : "state " + number;
  }

  private static Asking ious(RpcClient client) {
    return ious(client, null);
  }

  private static Asking ious(RpcClient client, @Nullable Long block) {
    var contract = Contract.system(CONTRACT);
    var calls = new ContractCall(client, contract);
    String at = block == null ? "latest" : ContractCall.atHeight(block);
    return (function, arguments) -> {
      var outputs = contract.abi().function(function).outputs().components();
      List<Object> results = calls.ask(function, arguments, at, Address.ZERO);
      Map<String, Object> named = AbiJsonValues.named(outputs, results);
      return outputs.size() == 1 && named.values().iterator().next() instanceof Map<?, ?> struct
          ? strings(struct)
          : named;
    };
  }

  private static Map<String, Object> strings(Map<?, ?> struct) {
    var named = new LinkedHashMap<String, Object>();
    struct.forEach((name, value) -> named.put(String.valueOf(name), value));
    return named;
  }

  /** A view function asked: its results by name, a single struct unpacked. */
  private interface Asking {
    Map<String, Object> asked(String function, List<?> arguments);
  }
}
