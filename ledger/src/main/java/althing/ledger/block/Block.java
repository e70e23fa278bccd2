package althing.ledger.block;

import althing.ledger.crypto.Sha256;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.trie.MerklePatricia;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
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

  /**
   * A block of parts that somebody else sent. Its hash is the header's alone, so the body has to be
   * the one that the header commits to: one block must not have two bodies.
   *
   * @throws MalformedException names the field of the header that the body does not have
   */
  public static Block ofParts(BlockHeader header, BlockBody body) {
    require("transactionsRoot", header.transactionsRoot(), transactionsRoot(body.transactions()));
    require("lastCommitHash", header.extra().lastCommitHash(), Sha256.hash(body.lastCommit()));
    require("vrfHash", header.extra().vrfHash(), Sha256.hash(body.vrfProof()));
    return of(header, body);
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

  private static void require(String field, Hash inHeader, Hash ofBody) {
    if (!inHeader.equals(ofBody)) {
      throw new MalformedException(
          "body: its %s is %s, the header's %s".formatted(field, ofBody, inHeader));
    }
  }
}
