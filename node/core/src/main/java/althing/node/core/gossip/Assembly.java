package althing.node.core.gossip;

import althing.consensus.pbft.ProposeHead;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BlockHeader;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.transaction.TransactionCodec;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.core.Environment.Alarm;
import althing.node.core.gossip.CompactMessage.Compact;
import althing.node.network.PeerId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A block that is put together from its header and the transactions it names. First {@link
 * #collect}, then {@link #supply} until nothing is missing, by one thread at a time; after that
 * {@link #recover} may run on several, each with its own positions.
 */
final class Assembly {

  final PeerId from;
  final BlockHeader header;
  final Hash block;

  private final Compact compact;
  private final int first;
  private final @Nullable SignedTransaction[] transactions;
  private final @Nullable Bytes[] supplied;
  private final BitSet missing = new BitSet();
  private final BitSet asked = new BitSet();

  /** The newest proposal of the block. */
  volatile ProposeHead head;

  /** Whether nobody waits for it any more. */
  volatile boolean abandoned;

  /** Kept by who asks for what is missing. */
  int attempts;

  boolean progress;
  @Nullable Alarm alarm;

  /**
   * @param block hash of the header
   */
  Assembly(PeerId from, Compact compact, Hash block) {
    this.from = from;
    this.compact = compact;
    this.block = block;
    head = compact.head();
    header = compact.header();
    first = compact.tick().isEmpty() ? 0 : 1;
    int count = first + compact.hashes().size();
    transactions = new SignedTransaction[count];
    supplied = new Bytes[count];
  }

  /**
   * Takes the tick work, and what is known of the other transactions.
   *
   * @throws MalformedException if the tick work is not
   */
  void collect(Function<Hash, Optional<SignedTransaction>> known) {
    if (first > 0) {
      SignedTransaction tick = TransactionCodec.decodeInBlock(compact.tick(), header.height(), 0);
      if (!tick.isTick()) {
        throw new MalformedException("tick: a signed transaction");
      }
      transactions[0] = tick;
    }
    for (int position = first; position < transactions.length; position++) {
      transactions[position] = known.apply(hash(position)).orElse(null);
      missing.set(position, transactions[position] == null);
    }
    asked.or(missing);
  }

  boolean isComplete() {
    return missing.isEmpty();
  }

  /** Positions of what is missing, ascending. */
  List<Integer> missing() {
    return missing.stream().boxed().toList();
  }

  /** Whether this position was ever missing. */
  boolean wasAsked(int position) {
    return asked.get(position);
  }

  /** Positions of what had to be asked for, in pieces of at most {@code size}. */
  List<int[]> asked(int size) {
    int[] all = asked.stream().toArray();
    return IntStream.range(0, (all.length + size - 1) / size)
        .mapToObj(i -> IntStream.range(i * size, Math.min(all.length, (i + 1) * size)))
        .map(piece -> piece.map(i -> all[i]).toArray())
        .toList();
  }

  /**
   * Takes the envelope at a position that was asked.
   *
   * @return false if it is another than the one that the proposal names
   */
  boolean supply(int position, Bytes envelope) {
    if (!missing.get(position)) {
      return true;
    }
    if (!TransactionCodec.hash(envelope).equals(hash(position))) {
      return false;
    }
    supplied[position] = envelope;
    missing.clear(position);
    progress = true;
    return true;
  }

  /**
   * Decodes what was supplied at these positions and recovers the senders.
   *
   * @throws MalformedException if one of them is no transaction
   */
  void recover(int[] positions) {
    for (int position : positions) {
      Bytes envelope = supplied[position];
      if (envelope != null) {
        transactions[position] =
            TransactionCodec.decodeInBlock(envelope, header.height(), position);
      }
    }
  }

  /** The body, when everything is there. */
  BlockBody body() {
    var all = new ArrayList<SignedTransaction>(transactions.length);
    for (SignedTransaction each : transactions) {
      if (each == null) {
        throw new IllegalStateException(
            "block %s lacks transaction %d".formatted(block, all.size()));
      }
      all.add(each);
    }
    return new BlockBody(all, compact.lastCommit(), compact.vrfProof());
  }

  private Hash hash(int position) {
    return compact.hashes().get(position - first);
  }
}
