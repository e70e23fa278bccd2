package althing.ledger.block;

import althing.ledger.crypto.Ecvrf;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Bodies to RLP and back. Peers exchange {@code [transactions, lastCommit, vrfProof]} with each
 * transaction as a byte string that holds its envelope. Our own disk keeps the senders as well, so
 * that reading a block does not recover signatures.
 */
public final class BodyCodec {

  /** Longest body in bytes, in either form. */
  public static final int MAX_SIZE = 8 << 20;

  private BodyCodec() {}

  /** The form that peers exchange. */
  public static byte[] encode(BlockBody body) {
    return new RlpWriter(capacity(body)).list(out -> write(out, body)).toArray();
  }

  /**
   * Reads what a peer sent and recovers all senders.
   *
   * @param height of the block, which tick work repeats as its nonce
   * @throws MalformedException names what is wrong, for a transaction with its position
   */
  public static BlockBody decode(byte[] encoded, long height) {
    return decode(encoded, height, _ -> Optional.empty());
  }

  /**
   * The same, but takes what is known already.
   *
   * @param known a transaction with this hash of its envelope whose sender was recovered before
   */
  public static BlockBody decode(
      byte[] encoded, long height, Function<Hash, Optional<SignedTransaction>> known) {
    requireSize(encoded);
    return RlpReader.decodeList(
        encoded,
        in -> {
          List<Bytes> envelopes = envelopes(in);
          var transactions = new ArrayList<SignedTransaction>(envelopes.size());
          for (int position = 0; position < envelopes.size(); position++) {
            Bytes envelope = envelopes.get(position);
            var before = known.apply(TransactionCodec.hash(envelope));
            transactions.add(
                before.isPresent() ? before.get() : decodeAt(envelope, height, position));
          }
          return rest(in, transactions);
        });
  }

  /** The form on our own disk: the exchanged one after the 20-byte senders. */
  public static byte[] encodeStored(BlockBody body) {
    List<SignedTransaction> transactions = body.transactions();
    byte[] senders = new byte[transactions.size() * Address.SIZE];
    for (int i = 0; i < transactions.size(); i++) {
      byte[] sender = transactions.get(i).sender().unsafeArray();
      System.arraycopy(sender, 0, senders, i * Address.SIZE, Address.SIZE);
    }
    return new RlpWriter(capacity(body) + senders.length)
        .list(out -> {
          out.bytes(senders);
          write(out, body);
        })
        .toArray();
  }

  /** Reads {@link #encodeStored} and believes its senders. */
  public static BlockBody decodeStored(byte[] encoded) {
    return RlpReader.decodeList(
        encoded,
        in -> {
          byte[] senders = in.field("senders").bytes();
          List<Bytes> envelopes = envelopes(in);
          if (senders.length != envelopes.size() * Address.SIZE) {
            throw new MalformedException(
                "senders: " + senders.length + " bytes for " + envelopes.size() + " transactions");
          }
          var transactions = new ArrayList<SignedTransaction>(envelopes.size());
          for (int i = 0; i < envelopes.size(); i++) {
            int at = i * Address.SIZE;
            Address sender = Address.wrap(Arrays.copyOfRange(senders, at, at + Address.SIZE));
            transactions.add(TransactionCodec.decodeStored(envelopes.get(i), sender));
          }
          return rest(in, transactions);
        });
  }

  private static void write(RlpWriter out, BlockBody body) {
    out.list(list -> body.transactions().forEach(each -> list.bytes(each.encoded())));
    out.bytes(body.lastCommit()).bytes(body.vrfProof());
  }

  private static List<Bytes> envelopes(RlpReader in) {
    return in.field("transactions").listOf(MAX_SIZE, item -> item.bytes(TransactionCodec.MAX_SIZE));
  }

  private static SignedTransaction decodeAt(Bytes envelope, long height, int position) {
    try {
      return TransactionCodec.decodeInBlock(envelope, height, position);
    } catch (MalformedException e) {
      throw new MalformedException("transactions[" + position + "]: " + e.getMessage());
    }
  }

  private static BlockBody rest(RlpReader in, List<SignedTransaction> transactions) {
    Bytes lastCommit = in.field("lastCommit").bytes(MAX_SIZE);
    Bytes vrfProof = in.field("vrfProof").bytes(Ecvrf.PROOF_SIZE);
    if (!vrfProof.isEmpty() && vrfProof.size() != Ecvrf.PROOF_SIZE) {
      throw new MalformedException("vrfProof: " + vrfProof.size() + " bytes, expected 0 or 80");
    }
    return new BlockBody(transactions, lastCommit, vrfProof);
  }

  private static void requireSize(byte[] encoded) {
    if (encoded.length > MAX_SIZE) {
      throw new MalformedException("body: " + encoded.length + " bytes, limit " + MAX_SIZE);
    }
  }

  private static int capacity(BlockBody body) {
    int size = body.lastCommit().size() + body.vrfProof().size() + 32;
    for (SignedTransaction transaction : body.transactions()) {
      size += transaction.encoded().size() + 4;
    }
    return size;
  }
}
