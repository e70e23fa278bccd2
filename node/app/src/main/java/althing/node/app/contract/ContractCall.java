package althing.node.app.contract;

import althing.ledger.abi.AbiFunction;
import althing.ledger.abi.ContractAbi;
import althing.ledger.block.Log;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.client.RpcClient;
import althing.node.app.client.RpcException;
import althing.node.app.client.Sender;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Calls of a contract through a node, answers decoded. */
public final class ContractCall {

  private final RpcClient client;
  private final Contract contract;

  public ContractCall(RpcClient client, Contract contract) {
    this.client = client;
    this.contract = contract;
  }

  /**
   * Asks without changing anything.
   *
   * @param block block parameter: {@code latest} or a quantity
   * @return the ABI results
   * @throws CommandFailure when the contract refuses, with its error by name
   */
  public List<Object> ask(String function, List<?> arguments, String block, Address from) {
    Map<String, Object> call = new LinkedHashMap<>();
    call.put("from", from.toHex());
    call.put("to", contract.address().toHex());
    call.put("data", contract.abi().encodeCall(function, arguments).toHex());
    try {
      String output = client.call("eth_call", call, block).asString("0x");
      return contract.abi().decodeResults(function, Bytes.fromHex(output));
    } catch (RpcException e) {
      throw refusal(e);
    }
  }

  /** A sent call: its receipt, if it was waited for, and the events in it that are known. */
  public record Sent(Hash hash, Optional<JsonNode> receipt, List<ContractAbi.Emitted> events) {}

  /**
   * Sends a transaction.
   *
   * @throws CommandFailure when the contract refuses, with its error by name
   */
  public Sent send(Sender sender, String function, List<?> arguments, Amount value) {
    Bytes data = contract.abi().encodeCall(function, arguments);
    Hash hash;
    try {
      hash = sender.send(contract.address(), value, data);
    } catch (RpcException e) {
      throw refusal(e);
    }
    Optional<JsonNode> receipt = sender.receipt(hash);
    if (receipt.isPresent() && !Sender.succeeded(receipt.get())) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "%s refused %s in %s (transaction %s)"
              .formatted(contract.name(), function, Sender.place(receipt.get()), hash));
    }
    return new Sent(hash, receipt, receipt.map(this::events).orElse(List.of()));
  }

  /** The function of this name, refused with the names there are. */
  AbiFunction function(String name) {
    try {
      return contract.abi().function(name);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(contract.name() + ": " + e.getMessage());
    }
  }

  private List<ContractAbi.Emitted> events(JsonNode receipt) {
    var events = new ArrayList<ContractAbi.Emitted>();
    for (JsonNode node : receipt.path("logs")) {
      log(node)
          .filter(log -> log.address().equals(contract.address()))
          .flatMap(contract.abi()::decodeLog)
          .ifPresent(events::add);
    }
    return events;
  }

  private static Optional<Log> log(JsonNode node) {
    try {
      var topics = new ArrayList<Hash>();
      node.path("topics").forEach(topic -> topics.add(Hash.fromHex(topic.asString(""))));
      return Optional.of(
          new Log(
              Address.fromHex(node.path("address").asString("")),
              topics,
              Bytes.fromHex(node.path("data").asString("0x"))));
    } catch (IllegalArgumentException | MalformedException _) {
      return Optional.empty();
    }
  }

  private CommandFailure refusal(RpcException e) {
    if (e instanceof RpcException.Unreachable) {
      throw e;
    }
    return contract.refusal(e);
  }

  /** A height as a block parameter. */
  public static String atHeight(long height) {
    return Hex.quantity(height);
  }
}
