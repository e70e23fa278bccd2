package althing.node.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.pbft.Equivocation;
import althing.consensus.pbft.EquivocationCodec;
import althing.consensus.pbft.Vote;
import althing.ledger.crypto.Ed25519;
import althing.ledger.port.EvidenceReader.Offence;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the chain takes for evidence: two signed votes of one view that exclude each other. */
class VoteEvidenceTest {

  private static final Hash GENESIS = Hash.wrap(filled(9));
  private static final byte[] SEED = filled(1);
  private static final PublicKey CULPRIT = PublicKey.of(Ed25519.publicKey(SEED));

  private final VoteEvidence evidence = new VoteEvidence();

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static Vote commit(int block) {
    return new Vote(Vote.Kind.COMMIT, 4, 12, 30, BlockId.of(filled(block)));
  }

  private static Signature signed(Vote vote) {
    return Signature.of(Ed25519.sign(SEED, vote.signedBytes(BlockId.of(GENESIS.toArray()))));
  }

  private static Bytes of(Vote first, Vote second) {
    return Bytes.wrap(
        EquivocationCodec.encode(
            new Equivocation(CULPRIT, first, signed(first), second, signed(second))));
  }

  @Test
  void two_blocks_committed_in_one_view_are() {
    assertThat(evidence.read(GENESIS, of(commit(2), commit(3))))
        .contains(new Offence(Bytes.wrap(CULPRIT.toArray()), 4));
  }

  @Test
  void a_commit_and_a_skip_of_one_view_are() {
    assertThat(
            evidence.read(
                GENESIS, of(commit(2), new Vote(Vote.Kind.SKIP, 4, 12, 0, Vote.NO_BLOCK))))
        .isPresent();
  }

  @Test
  void votes_that_an_honest_validator_casts_are_not() {
    var later = new Vote(Vote.Kind.COMMIT, 4, 13, 30, BlockId.of(filled(3)));
    assertThat(evidence.read(GENESIS, of(commit(2), later))).isEmpty();
    assertThat(evidence.read(GENESIS, of(commit(2), commit(2)))).isEmpty();
  }

  @Test
  void those_of_another_chain_are_not() {
    assertThat(evidence.read(Hash.wrap(filled(8)), of(commit(2), commit(3)))).isEmpty();
  }

  @Test
  void bytes_that_were_changed_or_cut_are_not() {
    byte[] whole = of(commit(2), commit(3)).toArray();
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      assertThat(evidence.read(GENESIS, Bytes.wrap(changed))).isEmpty();
      assertThat(evidence.read(GENESIS, Bytes.wrap(Arrays.copyOf(whole, at)))).isEmpty();
    }
  }
}
