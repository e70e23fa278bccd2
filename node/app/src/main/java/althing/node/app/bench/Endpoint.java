package althing.node.app.bench;

import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Hex;
import althing.node.app.client.Quantities;
import althing.node.app.client.RpcClient;
import althing.node.app.client.RpcClient.Call;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a load test asks of a node before it starts. */
final class Endpoint {

  private static final int BATCH = 200;

  private final RpcClient client;

  Endpoint(RpcClient client) {
    this.client = client;
  }

  /** An account as of the newest block. */
  record Standing(Address address, long nonce, Amount balance) {}

  long chainId() {
    return Quantities.toLong(client.call("eth_chainId"));
  }

  String version() {
    return client.call("web3_clientVersion").asString("?");
  }

  long height() {
    return Quantities.toLong(client.call("eth_blockNumber"));
  }

  Amount gasPrice() {
    return Quantities.amount(client.call("eth_gasPrice"));
  }

  /** The tip that the node recommends; 1 gwei where it knows no such method. */
  Amount tip() {
    JsonNode answer = client.batch(List.of(Call.of("eth_maxPriorityFeePerGas"))).getFirst();
    return answer.path("result").isString()
        ? Quantities.amount(answer.path("result"))
        : Amount.of(1_000_000_000);
  }

  /** Nonce and balance of each address, in order. */
  List<Standing> standings(List<Address> addresses) {
    var standings = new ArrayList<Standing>(addresses.size());
    for (int from = 0; from < addresses.size(); from += BATCH) {
      List<Address> some = addresses.subList(from, Math.min(addresses.size(), from + BATCH));
      var calls = new ArrayList<Call>();
      for (Address address : some) {
        calls.add(Call.of("eth_getTransactionCount", address.toHex(), "pending"));
        calls.add(Call.of("eth_getBalance", address.toHex(), "latest"));
      }
      List<JsonNode> answers = client.batch(calls);
      for (int i = 0; i < some.size(); i++) {
        standings.add(
            new Standing(
                some.get(i),
                Quantities.toLong(RpcClient.result(answers.get(2 * i))),
                Quantities.amount(RpcClient.result(answers.get(2 * i + 1)))));
      }
    }
    return standings;
  }

  /** Submits envelopes in order; an error is thrown. */
  void submit(List<byte[]> envelopes) {
    for (int from = 0; from < envelopes.size(); from += BATCH) {
      List<byte[]> some = envelopes.subList(from, Math.min(envelopes.size(), from + BATCH));
      var calls =
          some.stream().map(raw -> Call.of("eth_sendRawTransaction", Hex.encode(raw))).toList();
      client.batch(calls).forEach(RpcClient::result);
    }
  }

  /** Whether the transaction {@code hash} is in a block. */
  boolean isMined(String hash) {
    return client.call("eth_getTransactionReceipt", hash).isObject();
  }
}
