package althing.consensus.pbft;

import althing.consensus.Proposal;
import althing.consensus.Signature;
import java.util.List;
import java.util.Optional;

/**
 * A {@link Message.Propose} without its block, for links that send the block in another form. The
 * vote names the block, so that whoever puts one back cannot put back another.
 */
public record ProposeHead(
    Vote vote,
    Signature signature,
    long parent,
    Optional<QuorumCertificate> certificate,
    List<QuorumCertificate> skips) {

  public ProposeHead {
    skips = List.copyOf(skips);
    if (vote.kind() != Vote.Kind.PROPOSE
        || parent < 0
        || parent >= vote.view()
        || certificate.isPresent() != parent > 0
        || skips.size() > Message.Propose.MAX_SKIPS) {
      throw new IllegalArgumentException(
          "%s on view %d, %s certificate, %d skips"
              .formatted(vote, parent, certificate.isPresent() ? "with" : "no", skips.size()));
    }
  }

  public static ProposeHead of(Message.Propose message) {
    return new ProposeHead(
        message.vote(),
        message.signature(),
        message.parent(),
        message.certificate(),
        message.skips());
  }

  /**
   * The whole message again.
   *
   * @throws MalformedBlockException if {@code block} is not the one that was signed
   */
  public Message.Propose withBlock(Proposal block) {
    if (!vote.block().equals(block.id()) || vote.height() != block.height()) {
      throw new MalformedBlockException(
          "block %s at height %d, signed was %s at height %d"
              .formatted(block.id(), block.height(), vote.block(), vote.height()));
    }
    return new Message.Propose(vote, signature, block, parent, certificate, skips);
  }
}
