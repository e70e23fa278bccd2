package althing.node.core.evidence;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.pbft.Ballots;
import althing.consensus.pbft.Equivocation;
import althing.consensus.pbft.EquivocationCodec;
import althing.consensus.pbft.MalformedMessageException;
import althing.consensus.pbft.Vote;
import althing.ledger.crypto.Ed25519;
import althing.ledger.port.EvidenceReader;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.Optional;

/**
 * Evidence of the {@code pbft} engine, as the chain judges it: two votes that exclude each other.
 */
public final class VoteEvidence implements EvidenceReader {

  @Override
  public Optional<Offence> read(Hash genesisBlock, Bytes evidence) {
    Equivocation equivocation;
    try {
      equivocation = EquivocationCodec.decode(evidence.toArray());
    } catch (MalformedMessageException _) {
      return Optional.empty();
    }
    var ballots = new Checking(BlockId.of(genesisBlock.toArray()));
    return equivocation.defect(ballots).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Offence(
                Bytes.wrap(equivocation.culprit().toArray()), equivocation.first().epoch()));
  }

  /** Checks votes on a chain, and casts none. */
  private record Checking(BlockId chain) implements Ballots {

    @Override
    public PublicKey self() {
      throw new IllegalStateException("nobody votes here");
    }

    @Override
    public Signature sign(Vote vote) {
      throw new IllegalStateException("nobody votes here");
    }

    @Override
    public boolean isSignedBy(PublicKey voter, Vote vote, Signature signature) {
      return Ed25519.verify(voter.toArray(), vote.signedBytes(chain), signature.toArray());
    }
  }
}
