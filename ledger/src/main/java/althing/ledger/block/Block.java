package althing.ledger.block;

import althing.ledger.rlp.RlpWriter;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.trie.MerklePatricia;
import althing.ledger.types.Hash;
import java.util.List;

/**
 * A header with its body.
 *
 * @param hash Keccak-256 of the header's RLP
 */
public record Block(BlockHeader header, BlockBody body, Hash hash) {

  /** A block whose hash is computed here. */
  public static Block of(BlockHeader header, BlockBody body) {
    return new Block(header, body, HeaderCodec.hash(header));
  }

  public long height() {
    return header.height();
  }

  /** The root that a header holds for these transactions. */
  public static Hash transactionsRoot(List<SignedTransaction> transactions) {
    return MerklePatricia.orderedRoot(
        transactions.stream().map(each -> each.encoded().unsafeArray()).toList());
  }

  /** The root that a header holds for these receipts. */
  public static Hash receiptsRoot(List<Receipt> receipts) {
    return MerklePatricia.orderedRoot(receipts.stream().map(ReceiptCodec::envelope).toList());
  }

  /**
   * The block as Ethereum's tools know it: RLP of header, transactions and no ommers. Its length is
   * the block's {@code size} in JSON-RPC.
   */
  public byte[] ethereumRlp() {
    return RlpWriter.encodeList(out -> {
      out.raw(HeaderCodec.encode(header));
      out.list(list -> {
        for (SignedTransaction each : body.transactions()) {
          if (each.transaction().type() == 0) {
            list.raw(each.encoded().unsafeArray());
          } else {
            list.bytes(each.encoded());
          }
        }
      });
      out.list(ommers -> {});
    });
  }
}
