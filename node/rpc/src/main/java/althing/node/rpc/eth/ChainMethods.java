package althing.node.rpc.eth;

import static althing.node.rpc.eth.EthTypes.BLOCK;
import static althing.node.rpc.eth.EthTypes.BLOCK_OR_HASH;
import static althing.node.rpc.eth.EthTypes.FLAG;
import static althing.node.rpc.eth.EthTypes.HASH;
import static althing.node.rpc.eth.EthTypes.QUANTITY;
import static althing.node.rpc.method.Param.required;

import althing.ledger.block.Block;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ChainReader.TransactionPlace;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.method.Call;
import althing.node.rpc.method.Method;
import java.util.List;
import java.util.Optional;

/** Blocks, their transactions and receipts. What is not found is null, not an error. */
final class ChainMethods {

  private final NodeApi node;
  private final ChainReader chain;
  private final Blocks blocks;

  ChainMethods(NodeApi node) {
    this.node = node;
    this.chain = node.chain();
    this.blocks = new Blocks(chain);
  }

  List<Method> all() {
    var block = required("block", BLOCK, "number or tag");
    var blockHash = required("blockHash", HASH, "hash of the block");
    var full = required("hydrated", FLAG, "whole transactions instead of their hashes");
    var index = required("index", QUANTITY, "position in the block");
    var transactionHash = required("hash", HASH, "hash of the transaction");
    return List.of(
        Method.of(
            "eth_blockNumber",
            "Height of the newest final block.",
            Schemas.QUANTITY,
            call -> call.out().quantity(chain.headHeight())),
        Method.of(
            "eth_getBlockByNumber",
            "A block by number or tag.",
            block,
            full,
            Schemas.BLOCK_OR_NULL,
            (call, ref, whole) -> writeBlock(call.out(), blocks.block(ref), whole)),
        Method.of(
            "eth_getBlockByHash",
            "A block by its hash.",
            blockHash,
            full,
            Schemas.BLOCK_OR_NULL,
            (call, hash, whole) -> writeBlock(call.out(), byHash(hash), whole)),
        Method.of(
            "eth_getBlockTransactionCountByNumber",
            "Number of transactions in a block.",
            block,
            Schemas.QUANTITY_OR_NULL,
            (call, ref) -> writeCount(call.out(), blocks.block(ref))),
        Method.of(
            "eth_getBlockTransactionCountByHash",
            "Number of transactions in a block.",
            blockHash,
            Schemas.QUANTITY_OR_NULL,
            (call, hash) -> writeCount(call.out(), byHash(hash))),
        Method.of(
            "eth_getBlockReceipts",
            "All receipts of a block, in order.",
            required("block", BLOCK_OR_HASH, "number, tag or hash"),
            Schemas.RECEIPTS_OR_NULL,
            (call, ref) -> writeReceipts(call.out(), blocks.block(ref))),
        Method.of(
            "eth_getTransactionByHash",
            "A transaction, final or still in the pool.",
            transactionHash,
            Schemas.TRANSACTION_OR_NULL,
            this::transactionByHash),
        Method.of(
            "eth_getTransactionByBlockHashAndIndex",
            "A transaction by its place.",
            blockHash,
            index,
            Schemas.TRANSACTION_OR_NULL,
            (call, hash, at) -> writeTransaction(call.out(), byHash(hash), at)),
        Method.of(
            "eth_getTransactionByBlockNumberAndIndex",
            "A transaction by its place.",
            block,
            index,
            Schemas.TRANSACTION_OR_NULL,
            (call, ref, at) -> writeTransaction(call.out(), blocks.block(ref), at)),
        Method.of(
            "eth_getTransactionReceipt",
            "The receipt of a final transaction.",
            transactionHash,
            Schemas.RECEIPT_OR_NULL,
            this::receipt),
        Method.of(
            "eth_getUncleCountByBlockHash",
            "Zero: there are no uncles.",
            blockHash,
            Schemas.QUANTITY_OR_NULL,
            (call, hash) -> writeNoUncles(call.out(), byHash(hash).isPresent())),
        Method.of(
            "eth_getUncleCountByBlockNumber",
            "Zero: there are no uncles.",
            block,
            Schemas.QUANTITY_OR_NULL,
            (call, ref) -> writeNoUncles(call.out(), blocks.find(ref).isPresent())),
        Method.of(
            "eth_getUncleByBlockHashAndIndex",
            "Null: there are no uncles.",
            blockHash,
            index,
            Schemas.NOTHING,
            (call, _, _) -> call.out().nil()),
        Method.of(
            "eth_getUncleByBlockNumberAndIndex",
            "Null: there are no uncles.",
            block,
            index,
            Schemas.NOTHING,
            (call, _, _) -> call.out().nil()));
  }

  private Optional<Block> byHash(Hash hash) {
    return blocks.block(new BlockRef.OfHash(hash));
  }

  private static void writeBlock(JsonOut out, Optional<Block> block, boolean full) {
    block.ifPresentOrElse(found -> EthJson.block(out, found, full), out::nil);
  }

  private static void writeCount(JsonOut out, Optional<Block> block) {
    block.ifPresentOrElse(found -> out.quantity(found.body().transactions().size()), out::nil);
  }

  private static void writeNoUncles(JsonOut out, boolean known) {
    if (known) {
      out.quantity(0);
    } else {
      out.nil();
    }
  }

  private static void writeTransaction(JsonOut out, Optional<Block> block, long index) {
    var found = block.filter(b -> index < b.body().transactions().size());
    found.ifPresentOrElse(
        b -> {
          var transaction = b.body().transactions().get((int) index);
          EthJson.mined(out, transaction, b.header(), b.hash(), (int) index);
        },
        out::nil);
  }

  private void writeReceipts(JsonOut out, Optional<Block> block) {
    if (block.isEmpty()) {
      out.nil();
      return;
    }
    List<Receipt> receipts = chain.receipts(block.get().height()).orElseThrow();
    out.array();
    int firstLog = 0;
    for (int i = 0; i < receipts.size(); i++) {
      EthJson.receipt(out, block.get(), i, receipts.get(i), firstLog);
      firstLog += receipts.get(i).logs().size();
    }
    out.endArray();
  }

  private void transactionByHash(Call call, Hash hash) {
    var place = chain.transactionPlace(hash);
    if (place.isPresent()) {
      writeTransaction(call.out(), chain.block(place.get().height()), place.get().index());
      return;
    }
    node.pending(hash)
        .ifPresentOrElse(
            pooled -> EthJson.pooled(call.out(), pooled), () -> finalAfterAll(call, hash));
  }

  /** A transaction that left the pool for a block between the two looks. */
  private void finalAfterAll(Call call, Hash hash) {
    chain
        .transactionPlace(hash)
        .ifPresentOrElse(
            place -> writeTransaction(call.out(), chain.block(place.height()), place.index()),
            call.out()::nil);
  }

  private void receipt(Call call, Hash hash) {
    Optional<TransactionPlace> place = chain.transactionPlace(hash);
    if (place.isEmpty()) {
      call.out().nil();
      return;
    }
    int index = place.get().index();
    Block block = chain.block(place.get().height()).orElseThrow();
    List<Receipt> receipts = chain.receipts(block.height()).orElseThrow();
    int firstLog = 0;
    for (int i = 0; i < index; i++) {
      firstLog += receipts.get(i).logs().size();
    }
    EthJson.receipt(call.out(), block, index, receipts.get(index), firstLog);
  }
}
