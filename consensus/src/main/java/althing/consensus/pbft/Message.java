package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.Signature;
import java.util.List;
import java.util.Optional;

/** What nodes tell each other. The link says who speaks: a vote counts for its sender only. */
public sealed interface Message {

  /**
   * The proposer's block, with what makes it right to vote for it (rule P4).
   *
   * @param vote of kind PROPOSE
   * @param parent view in which the block's parent was certified, or in which the block itself was
   *     if it is proposed again; 0 if the parent was final before the epoch's first view
   * @param certificate of {@code parent}, unless that is 0
   * @param skips of the views between {@code parent} and the vote's, ascending
   */
  record Propose(
      Vote vote,
      Signature signature,
      Proposal block,
      long parent,
      Optional<QuorumCertificate> certificate,
      List<QuorumCertificate> skips)
      implements Message {

    /** Most skips that go with a proposal; who needs more asks for them with a status. */
    public static final int MAX_SKIPS = 64;

    public Propose {
      skips = List.copyOf(skips);
      if (vote.kind() != Vote.Kind.PROPOSE
          || !vote.block().equals(block.id())
          || vote.height() != block.height()) {
        throw new IllegalArgumentException(
            "proposal of %s at height %d, signed %s".formatted(block.id(), block.height(), vote));
      }
      if (parent < 0
          || parent >= vote.view()
          || certificate.isPresent() != parent > 0
          || skips.size() > MAX_SKIPS) {
        throw new IllegalArgumentException(
            "proposal of view %d on view %d, %s certificate, %d skips"
                .formatted(
                    vote.view(), parent, certificate.isPresent() ? "with" : "no", skips.size()));
      }
    }
  }

  /** The sender's prepare, commit or skip. */
  record Cast(Vote vote, Signature signature) implements Message {
    public Cast {
      if (vote.kind() == Vote.Kind.PROPOSE) {
        throw new IllegalArgumentException("a proposal is cast with its block");
      }
    }
  }

  /** A certificate, whoever made it. */
  record Certified(QuorumCertificate certificate) implements Message {}

  /**
   * How far the sender is. Who is further answers with its certificates and its own status.
   *
   * @param height of the newest final block
   * @param asks whether the sender wants an answer also from those who are not further
   */
  record Status(long epoch, long view, long height, boolean asks) implements Message {
    public Status {
      if (epoch < 0 || view < 1 || height < 0) {
        throw new IllegalArgumentException(
            "status of epoch %d view %d height %d".formatted(epoch, view, height));
      }
    }
  }

  /** Asks for a block that is not final yet. */
  record BlockWanted(BlockId block) implements Message {}

  /** Answers {@link BlockWanted}. */
  record BlockSent(Proposal block) implements Message {}
}
