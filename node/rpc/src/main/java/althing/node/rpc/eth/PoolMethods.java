package althing.node.rpc.eth;

import static althing.node.rpc.eth.EthTypes.ADDRESS;
import static althing.node.rpc.method.Param.required;

import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.Transaction;
import althing.ledger.types.Address;
import althing.node.core.NodeApi;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.method.Call;
import althing.node.rpc.method.Method;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.BiConsumer;

/** What waits in the pool: executable now ({@code pending}) or behind a gap ({@code queued}). */
final class PoolMethods {

  private final NodeApi node;

  PoolMethods(NodeApi node) {
    this.node = node;
  }

  List<Method> all() {
    return List.of(
        Method.of(
            "txpool_status", "Number of pooled transactions.", Schemas.POOL_STATUS, this::status),
        Method.of(
            "txpool_content",
            "Pooled transactions by sender and nonce.",
            Schemas.POOL_CONTENT,
            call -> writeContent(call.out(), EthJson::pooled)),
        Method.of(
            "txpool_contentFrom",
            "Pooled transactions of one sender by nonce.",
            required("address", ADDRESS, "sender"),
            Schemas.POOL_CONTENT,
            this::contentFrom),
        Method.of(
            "txpool_inspect",
            "Pooled transactions in words, by sender and nonce.",
            Schemas.POOL_CONTENT,
            call -> writeContent(call.out(), PoolMethods::writeWords)));
  }

  private void status(Call call) {
    var content = node.poolContent();
    call.out().object().name("pending").quantity(count(content.pending()));
    call.out().name("queued").quantity(count(content.queued())).endObject();
  }

  private static long count(Map<Address, NavigableMap<Long, SignedTransaction>> bySender) {
    return bySender.values().stream().mapToLong(Map::size).sum();
  }

  private void writeContent(JsonOut out, BiConsumer<JsonOut, SignedTransaction> writer) {
    var content = node.poolContent();
    out.object().name("pending").object();
    writeSenders(out, content.pending(), writer);
    out.endObject().name("queued").object();
    writeSenders(out, content.queued(), writer);
    out.endObject().endObject();
  }

  private static void writeSenders(
      JsonOut out,
      Map<Address, NavigableMap<Long, SignedTransaction>> bySender,
      BiConsumer<JsonOut, SignedTransaction> writer) {
    bySender.forEach((sender, transactions) -> {
      out.name(sender.toHex());
      writeNonces(out, transactions, writer);
    });
  }

  private static void writeNonces(
      JsonOut out,
      NavigableMap<Long, SignedTransaction> transactions,
      BiConsumer<JsonOut, SignedTransaction> writer) {
    out.object();
    transactions.forEach((nonce, transaction) -> {
      out.name(Long.toString(nonce));
      writer.accept(out, transaction);
    });
    out.endObject();
  }

  private void contentFrom(Call call, Address sender) {
    var content = node.poolContent();
    JsonOut out = call.out();
    out.object().name("pending");
    writeNonces(out, of(content.pending(), sender), EthJson::pooled);
    out.name("queued");
    writeNonces(out, of(content.queued(), sender), EthJson::pooled);
    out.endObject();
  }

  private static NavigableMap<Long, SignedTransaction> of(
      Map<Address, NavigableMap<Long, SignedTransaction>> bySender, Address sender) {
    return bySender.getOrDefault(sender, Collections.emptyNavigableMap());
  }

  private static void writeWords(JsonOut out, SignedTransaction signed) {
    Transaction transaction = signed.transaction();
    Address to = transaction.to();
    out.text(
        (to == null ? "contract creation" : to.toHex())
            + ": "
            + transaction.value()
            + " wei + "
            + transaction.gasLimit()
            + " gas × "
            + transaction.maxFeePerGas()
            + " wei");
  }
}
