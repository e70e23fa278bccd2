package althing.node.app.contract;

import althing.ledger.abi.AbiFunction;
import althing.ledger.abi.ContractAbi;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.node.app.client.ClientOptions;
import althing.node.app.client.RpcClient;
import althing.node.app.client.Sender;
import althing.node.app.client.TransactionOptions;
import althing.node.app.terminal.AmountText;
import althing.node.app.terminal.OutputOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code althing call}. */
@Command(
    name = "call",
    description = {
      "Call a function of a system contract, by name.",
      "Functions that only answer are asked; others are sent as a transaction.",
      "Example: althing call iou collateralFor 0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266 5sp"
    })
public final class CallCommand implements Runnable {

  @Mixin ClientOptions node;
  @Mixin TransactionOptions transaction;
  @Mixin OutputOptions output;

  @Parameters(
      index = "0",
      paramLabel = "CONTRACT",
      description = "treasury, iou, governance, or an address.")
  String contractName;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FUNCTION",
      description = "Function to call; without it, the functions are listed.")
  @Nullable String function;

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "ARGUMENT",
      description = "Numbers, amounts with a unit (5sp), addresses, true, 0x…, JSON lists.")
  List<String> arguments = new ArrayList<>();

  @Option(
      names = "--abi",
      paramLabel = "FILE",
      description = "ABI JSON of a contract that is not the system's.")
  @Nullable Path abiFile;

  @Option(
      names = "--block",
      paramLabel = "HEIGHT",
      description = "Ask as of the state after this block.")
  @Nullable Long block;

  @Option(
      names = "--dry-run",
      description = "Only ask what a call that changes something would do.")
  boolean dryRun;

  @Option(
      names = "--value",
      paramLabel = "AMOUNT",
      converter = AmountText.class,
      defaultValue = "0",
      description = "SP to send with the call.")
  Amount value;

  @Override
  public void run() {
    var contract = Contract.of(contractName, abiFile);
    if (function == null) {
      list(contract);
      return;
    }
    try (RpcClient client = node.connect()) {
      var calls = new ContractCall(client, contract);
      AbiFunction called = calls.function(function);
      List<Object> values = AbiArguments.parse(called.inputs(), arguments);
      if (called.isView() || dryRun || block != null) {
        ask(calls, called, values);
      } else {
        send(calls, new Sender(client, transaction), called, values);
      }
    }
  }

  private void list(Contract contract) {
    var names = new ArrayList<String>();
    for (AbiFunction each : contract.abi().functions()) {
      String outputs = AbiArguments.describe(each.outputs());
      names.add(
          each.name()
              + AbiArguments.describe(each.inputs())
              + (outputs.equals("()") ? "" : " returns " + outputs));
    }
    output.result(
        Map.of("address", contract.address().toHex(), "functions", names),
        contract.name() + " at " + contract.address() + "\n  " + String.join("\n  ", names));
  }

  private void ask(ContractCall calls, AbiFunction called, List<Object> values) {
    String at = block == null ? "latest" : ContractCall.atHeight(block);
    Address from = transaction.signer().addressOr(Address.ZERO);
    List<Object> results = calls.ask(called.name(), values, at, from);
    Map<String, Object> named = AbiJsonValues.named(called.outputs().components(), results);
    output.result(
        named,
        named.size() == 1 && !(named.values().iterator().next() instanceof Map)
            ? String.valueOf(named.values().iterator().next())
            : AbiJsonValues.text(named));
  }

  private void send(ContractCall calls, Sender sender, AbiFunction called, List<Object> values) {
    ContractCall.Sent sent = calls.send(sender, called.name(), values, value);
    output.result(json(sent), text(sent));
  }

  /** What a sent call came to, for scripts. */
  static Map<String, Object> json(ContractCall.Sent sent) {
    var result = new LinkedHashMap<String, Object>();
    result.put("hash", sent.hash().toHex());
    sent.receipt().ifPresent(receipt -> result.put("receipt", receipt));
    var events = new ArrayList<Map<String, Object>>();
    for (ContractAbi.Emitted emitted : sent.events()) {
      var types = emitted.event().inputs().stream().map(input -> input.parameter()).toList();
      events.add(
          Map.of(
              "event",
              emitted.event().name(),
              "arguments",
              AbiJsonValues.named(types, emitted.arguments())));
    }
    result.put("events", events);
    return result;
  }

  /** What a sent call came to, for people. */
  static String text(ContractCall.Sent sent) {
    var text = new StringBuilder();
    text.append(sent.hash())
        .append(sent.receipt().map(receipt -> " in " + Sender.place(receipt)).orElse(" sent"));
    sent.events().forEach(event -> text.append("\n  ").append(event));
    return text.toString();
  }
}
