package althing.node.core.finality;

import althing.consensus.certificate.CommitRule;
import althing.ledger.block.BlockHeader;
import althing.ledger.event.Event;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Checks the certificates of a chain's blocks one after the other. A block without a certificate of
 * its own waits for that of a descendant.
 */
public final class CertifiedBlocks {

  private final CommitRule rule;
  private final SetFollower follower;
  private final List<BlockHeader> waiting = new ArrayList<>();
  private List<Seat> validators;

  /**
   * @param genesis header of the block at height 0, which is trusted
   * @param founding the events of that block
   * @throws MalformedException if they do not name an engine that is known
   */
  public CertifiedBlocks(BlockHeader genesis, List<? extends Event> founding) {
    if (founding.isEmpty()) {
      throw new MalformedException("block 0: no chain starts in it");
    }
    rule = ChainStart.rule(founding.getFirst());
    follower = new SetFollower(genesis, rule);
    validators = seated(founding).orElse(List.of());
  }

  /**
   * Goes on after a proven block.
   *
   * @param base proves a block with a certificate of its own
   * @param events of that block
   * @throws MalformedException if it proves none; it is trusted for its genesis
   */
  public CertifiedBlocks(FinalityProof base, List<? extends Event> events) {
    CertifiedHeaders block = base.block();
    if (block == null || block.headers().size() != 1) {
      throw new MalformedException("the proof is of no block with a certificate of its own");
    }
    rule = ChainStart.rule(base.start());
    follower = new SetFollower(base.genesis(), rule);
    base.handovers().forEach(this::followed);
    followed(block);
    validators = base.proven().closesSet() ? seated(events).orElse(List.of()) : block.validators();
  }

  private void followed(CertifiedHeaders next) {
    follower
        .follow(next)
        .ifPresent(defect -> {
          throw new MalformedException(defect);
        });
  }

  /** How many signatures make a certificate on this chain. */
  public CommitRule rule() {
    return rule;
  }

  /**
   * Takes the next block.
   *
   * @param certificate empty when that of a descendant makes the block final
   * @param events of the block, asked for when it closes its validator set
   * @return what is wrong, naming the height
   */
  public Optional<String> next(
      BlockHeader header, Bytes certificate, Supplier<List<? extends Event>> events) {
    waiting.add(header);
    if (certificate.isEmpty()) {
      boolean must = header.closesSet() || waiting.size() == CertifiedHeaders.MAX_HEADERS;
      return must ? end() : Optional.empty();
    }
    Optional<String> defect =
        follower.follow(new CertifiedHeaders(waiting, certificate, validators));
    waiting.clear();
    if (header.closesSet()) {
      validators = seated(events.get()).orElse(validators);
    }
    return defect;
  }

  /** Blocks that wait for a certificate. */
  public int waiting() {
    return waiting.size();
  }

  /** What is wrong if no further block comes: the blocks that no certificate makes final. */
  public Optional<String> end() {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of("block %d: no certificate".formatted(waiting.getFirst().height()));
  }

  private static Optional<List<Seat>> seated(List<? extends Event> events) {
    return events.stream()
        .filter(ValidatorsSeated.class::isInstance)
        .map(event -> ((ValidatorsSeated) event).seats())
        .reduce((_, newest) -> newest);
  }
}
