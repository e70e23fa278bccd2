package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.pbft.Vote;
import althing.ledger.crypto.Ed25519;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who votes after a certificate is made is in the one that the next block carries. */
class LateVotesTest {

  private static final BlockId CHAIN = id(1);
  private static final BlockId BLOCK = id(2);

  private final List<byte[]> seeds = new ArrayList<>();
  private final ValidatorSet set;
  private final LateVotes votes = new LateVotes(CHAIN);

  LateVotesTest() {
    var keys = new ArrayList<PublicKey>();
    for (int i = 0; i < 5; i++) {
      byte[] seed = new byte[32];
      seed[0] = (byte) (i + 1);
      seeds.add(seed);
      keys.add(PublicKey.of(Ed25519.publicKey(seed)));
    }
    set = new ValidatorSet(3, keys);
  }

  private static BlockId id(int number) {
    byte[] bytes = new byte[BlockId.SIZE];
    Arrays.fill(bytes, (byte) number);
    return BlockId.of(bytes);
  }

  private static Vote vote(long view, BlockId block) {
    return new Vote(Vote.Kind.COMMIT, 3, view, 7, block);
  }

  private Signature signature(int member, Vote vote) {
    return Signature.of(Ed25519.sign(seeds.get(member), vote.signedBytes(CHAIN)));
  }

  private void says(int member, Vote vote) {
    votes.heard(set.members().get(member), vote, signature(member, vote));
  }

  private Certificate certificate(int... members) {
    var signatures = new TreeMap<Integer, Signature>();
    for (int member : members) {
      signatures.put(member, signature(member, vote(5, BLOCK)));
    }
    return new Certificate(3, 5, 7, BLOCK, signatures);
  }

  @Test
  void votes_for_the_same_block_in_the_same_view_are_added() {
    says(1, vote(5, BLOCK));
    says(4, vote(5, BLOCK));
    assertThat(votes.completed(certificate(0, 2, 3), set)).isEqualTo(certificate(0, 1, 2, 3, 4));
  }

  @Test
  void other_votes_are_not() {
    says(1, vote(4, BLOCK));
    says(1, vote(5, id(9)));
    says(4, new Vote(Vote.Kind.PREPARE, 3, 5, 7, BLOCK));
    var certificate = certificate(0, 2, 3);
    assertThat(votes.completed(certificate, set)).isSameAs(certificate);
  }

  @Test
  void a_wrong_signature_spoils_nothing() {
    votes.heard(set.members().get(1), vote(5, BLOCK), signature(4, vote(5, BLOCK)));
    says(4, vote(5, BLOCK));
    assertThat(votes.completed(certificate(0, 2, 3), set)).isEqualTo(certificate(0, 2, 3, 4));
  }

  @Test
  void of_each_voter_the_newest_are_kept_however_many_it_casts() {
    says(1, vote(5, BLOCK));
    says(4, vote(5, BLOCK));
    for (int view = 6; view < 14; view++) {
      says(4, vote(view, BLOCK));
    }
    assertThat(votes.completed(certificate(0, 2, 3), set)).isEqualTo(certificate(0, 1, 2, 3));
  }
}
