package althing.node.core.finality;

import althing.consensus.certificate.CertificateCodec;
import althing.ledger.block.BlockHeader;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ProofReader;
import althing.ledger.event.RecordedEvent;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gathers out of a chain what makes its blocks final. What it has found of the sets of the past it
 * remembers: they do not change. Safe from any thread.
 */
public final class FinalityProver {

  /** Events of a block that are read at a time to find the validators seated in it. */
  private static final int EVENTS_AT_A_TIME = 500;

  private final ChainReader chain;
  private final ProofReader proofs;
  private final List<CertifiedHeaders> handovers = new ArrayList<>();
  private final List<List<Seat>> sets = new ArrayList<>();
  private @Nullable Start start;

  private record Start(BlockHeader genesis, Bytes event, List<Hash> path) {}

  private final long oldest;

  public FinalityProver(ChainReader chain, ProofReader proofs) {
    this(chain, proofs, Optional.empty());
  }

  /**
   * @param base proof of the block that the chain began with; empty when the chain is whole
   */
  public FinalityProver(ChainReader chain, ProofReader proofs, Optional<FinalityProof> base) {
    this.chain = chain;
    this.proofs = proofs;
    oldest = base.map(proof -> proof.proven().height()).orElse(0L);
    base.ifPresent(proof -> {
      handovers.addAll(proof.handovers());
      proof.handovers().forEach(handover -> sets.add(handover.validators()));
      CertifiedHeaders block = proof.block();
      if (block != null) {
        sets.add(block.validators());
      }
      start = new Start(proof.genesis(), proof.start(), proof.startPath());
    });
  }

  /**
   * What makes the block at {@code height} final.
   *
   * @throws IllegalArgumentException if there is no such block, or more validator sets came before
   *     it than a proof holds
   * @throws ChainReader.HistoryPrunedException if the block is not kept
   */
  public FinalityProof prove(long height) {
    if (height < 0 || height > chain.headHeight()) {
      throw new IllegalArgumentException(
          "height %d is not within 0 to %d".formatted(height, chain.headHeight()));
    }
    Start first = start();
    if (height == 0) {
      return new FinalityProof(first.genesis(), first.event(), first.path(), List.of(), null);
    }
    long certified = certified(height);
    long epoch = epoch(certified);
    if (epoch > FinalityProof.MAX_HANDOVERS) {
      throw new IllegalArgumentException(
          "height %d is certified by validator set %d, a proof holds at most %d hand-overs"
              .formatted(height, epoch, FinalityProof.MAX_HANDOVERS));
    }
    List<CertifiedHeaders> before = handoversTo(epoch);
    return new FinalityProof(
        first.genesis(), first.event(), first.path(), before, certified(height, certified, epoch));
  }

  private synchronized Start start() {
    Start found = start;
    if (found == null) {
      BlockHeader genesis = header(0);
      found =
          new Start(
              genesis,
              chain.eventsFrom(0, 1).getFirst().encoded(),
              proofs.inclusionProof(0, genesis.extra().eventCount()));
      start = found;
    }
    return found;
  }

  /** The blocks that ended the sets 0 to {@code epoch} - 1. */
  private synchronized List<CertifiedHeaders> handoversTo(long epoch) {
    while (handovers.size() < epoch) {
      long closing = lastOf(handovers.size());
      handovers.add(certified(closing, closing, handovers.size()));
    }
    return List.copyOf(handovers.subList(0, (int) epoch));
  }

  /** The highest height that the set {@code epoch} certified; there is a later set. */
  private long lastOf(long epoch) {
    long low = oldest;
    long high = chain.headHeight();
    while (low + 1 < high) {
      long middle = low + (high - low) / 2;
      if (epoch(certified(middle)) > epoch) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low;
  }

  private CertifiedHeaders certified(long height, long certified, long epoch) {
    var headers = new ArrayList<BlockHeader>();
    for (long at = height; at <= certified; at++) {
      headers.add(header(at));
    }
    return new CertifiedHeaders(headers, certificate(certified), validators((int) epoch));
  }

  /** The first height from {@code height} on that has a certificate of its own. */
  private long certified(long height) {
    long last = Math.min(chain.headHeight(), height + CertifiedHeaders.MAX_HEADERS - 1);
    for (long at = height; at <= last; at++) {
      if (chain.certificate(at).isPresent()) {
        return at;
      }
    }
    throw new IllegalStateException("no certificate from height %d to %d".formatted(height, last));
  }

  private long epoch(long certified) {
    return CertificateCodec.decode(certificate(certified).unsafeArray()).epoch();
  }

  private Bytes certificate(long height) {
    return chain.certificate(height).orElseThrow();
  }

  /** The validators of a set; each is seated by the block that closed the one before. */
  private synchronized List<Seat> validators(int epoch) {
    while (sets.size() <= epoch) {
      long seated = sets.isEmpty() ? 0 : lastOf(sets.size() - 1);
      sets.add(seatedAt(seated));
    }
    return sets.get(epoch);
  }

  private List<Seat> seatedAt(long height) {
    long next = height == 0 ? 0 : header(height - 1).extra().eventCount();
    long end = header(height).extra().eventCount();
    while (next < end) {
      int count = (int) Math.min(EVENTS_AT_A_TIME, end - next);
      for (RecordedEvent event : chain.eventsFrom(next, count)) {
        if (event.event() instanceof ValidatorsSeated(var seats)) {
          return seats;
        }
      }
      next += count;
    }
    throw new IllegalStateException("nobody is seated at height " + height);
  }

  private BlockHeader header(long height) {
    return chain.header(height).orElseThrow();
  }
}
