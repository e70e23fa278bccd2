package althing.node.rpc.eth;

import static althing.node.rpc.eth.EthTypes.BLOCK_OR_HASH;
import static althing.node.rpc.eth.EthTypes.HASH;
import static althing.node.rpc.method.Param.required;

import althing.ledger.block.HeaderCodec;
import althing.ledger.block.ReceiptCodec;
import althing.ledger.chain.ChainReader;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi;
import althing.node.rpc.method.Call;
import althing.node.rpc.method.Method;
import java.util.List;

/** Blocks, headers, receipts and transactions as the bytes whose hashes are known. */
final class DebugMethods {

  private final NodeApi node;
  private final ChainReader chain;
  private final Blocks blocks;

  DebugMethods(NodeApi node) {
    this.node = node;
    this.chain = node.chain();
    this.blocks = new Blocks(chain);
  }

  List<Method> all() {
    var block = required("block", BLOCK_OR_HASH, "number, tag or hash");
    return List.of(
        Method.of(
            "debug_getRawHeader",
            "RLP of a header; its Keccak-256 is the block hash.",
            block,
            Schemas.DATA,
            (call, ref) ->
                call.out().data(HeaderCodec.encode(chain.header(height(ref)).orElseThrow()))),
        Method.of(
            "debug_getRawBlock",
            "RLP of a block: header, transactions, no uncles.",
            block,
            Schemas.DATA,
            (call, ref) -> call.out().data(chain.block(height(ref)).orElseThrow().ethereumRlp())),
        Method.of(
            "debug_getRawReceipts",
            "The receipts of a block as they are in its receipts trie.",
            block,
            Schemas.RAW_LIST,
            (call, ref) -> {
              call.out().array();
              for (var receipt : chain.receipts(height(ref)).orElseThrow()) {
                call.out().data(ReceiptCodec.envelope(receipt));
              }
              call.out().endArray();
            }),
        Method.of(
            "debug_getRawTransaction",
            "EIP-2718 envelope of a transaction, final or pooled; `0x` when unknown.",
            required("hash", HASH, "hash of the transaction"),
            Schemas.DATA,
            this::rawTransaction));
  }

  private long height(BlockRef ref) {
    return blocks.require(ref);
  }

  private void rawTransaction(Call call, Hash hash) {
    var mined =
        chain
            .transactionPlace(hash)
            .map(place ->
                chain.block(place.height()).orElseThrow().body().transactions().get(place.index()));
    call.out().data(mined.or(() -> node.pending(hash)).map(t -> t.encoded()).orElse(Bytes.EMPTY));
  }
}
