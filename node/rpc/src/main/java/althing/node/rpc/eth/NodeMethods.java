package althing.node.rpc.eth;

import static althing.node.rpc.eth.EthTypes.DATA;
import static althing.node.rpc.method.Param.required;

import althing.ledger.crypto.Keccak256;
import althing.node.core.NodeApi;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.method.Call;
import althing.node.rpc.method.Method;
import java.util.List;

/** What the node is and how it does. */
final class NodeMethods {

  private final NodeApi node;

  NodeMethods(NodeApi node) {
    this.node = node;
  }

  List<Method> all() {
    return List.of(
        Method.of(
            "eth_chainId",
            "The chain's id.",
            Schemas.QUANTITY,
            call -> call.out().quantity(node.chainId())),
        Method.of(
            "eth_syncing",
            "False, or how far the node has caught up.",
            Schemas.SYNCING,
            call -> writeSyncing(call.out(), node)),
        Method.of(
            "eth_capabilities",
            "What of the past this node still answers.",
            Schemas.CAPABILITIES,
            this::capabilities),
        Method.of(
            "net_version",
            "The chain's id in decimal digits.",
            Schemas.TEXT,
            call -> call.out().text(Long.toString(node.chainId()))),
        Method.of(
            "net_listening",
            "Whether the node accepts peers.",
            Schemas.FLAG,
            call -> call.out().flag(true)),
        Method.of(
            "net_peerCount",
            "Number of connected peers.",
            Schemas.QUANTITY,
            call -> call.out().quantity(node.peerCount())),
        Method.of(
            "web3_clientVersion",
            "Name and version of the software.",
            Schemas.TEXT,
            call -> call.out().text(node.clientVersion())),
        Method.of(
            "web3_sha3",
            "Keccak-256 of bytes.",
            required("data", DATA, "what to hash"),
            Schemas.HASH,
            (call, data) -> call.out().hash(Keccak256.hash(data))));
  }

  static void writeSyncing(JsonOut out, NodeApi node) {
    node.syncing()
        .ifPresentOrElse(
            progress -> {
              out.object().name("startingBlock").quantity(progress.starting());
              out.name("currentBlock").quantity(progress.current());
              out.name("highestBlock").quantity(progress.highest()).endObject();
            },
            () -> out.flag(false));
  }

  private void capabilities(Call call) {
    JsonOut out = call.out();
    long head = node.chain().headHeight();
    long oldestState = node.chain().oldestState();
    out.object().name("head").object();
    out.name("number").quantity(head);
    out.name("hash").hash(node.chain().blockHash(head).orElseThrow()).endObject();
    out.name("state").object().name("disabled").flag(false);
    out.name("oldestBlock").quantity(oldestState).endObject();
    for (String kept : List.of("tx", "logs", "receipts", "blocks")) {
      out.name(kept).object().name("disabled").flag(false);
      out.name("oldestBlock").quantity(node.chain().oldestBlock()).endObject();
    }
    out.name("stateproofs").object().name("disabled").flag(true).endObject();
    out.endObject();
  }
}
