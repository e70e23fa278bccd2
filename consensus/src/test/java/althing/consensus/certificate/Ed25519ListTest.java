package althing.consensus.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.BlockId;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules C1 and C2. */
class Ed25519ListTest {

  private static final List<Ed25519Keys> KEYS = Stream.generate(Ed25519Keys::new).limit(7).toList();
  private static final ValidatorSet SET =
      new ValidatorSet(3, KEYS.stream().map(Ed25519Keys::publicKey).toList());
  private static final BlockId CHAIN = id(1);
  private static final CommitVote VOTE = new CommitVote(CHAIN, 3, 2, 9, id(5));

  private final Ed25519List scheme = new Ed25519List(KEYS.getFirst()::sign, Ed25519Keys::verify);

  @Test
  void a_quorum_of_signatures_is_a_proof() {
    assertThat(scheme.defect(signedBy(0, 2, 3, 4, 6), CHAIN, SET, SET.quorum())).isEmpty();
    assertThat(scheme.defect(signedBy(0, 1, 2, 3, 4, 5, 6), CHAIN, SET, SET.quorum())).isEmpty();
  }

  /** G28: 4 of 7 signed, 5 are needed. */
  @Test
  void one_signature_less_is_none() {
    assertThat(scheme.defect(signedBy(0, 2, 3, 4), CHAIN, SET, SET.quorum()))
        .hasValue("4 signatures of 5 needed");
  }

  @Test
  void a_signature_counts_for_its_block_height_view_epoch_and_chain_only() {
    var good = signedBy(0, 1, 2, 3, 4);
    var others =
        List.of(
            new Certificate(3, 2, 9, id(6), good.signatures()),
            new Certificate(3, 2, 8, id(5), good.signatures()),
            new Certificate(3, 1, 9, id(5), good.signatures()));
    for (var other : others) {
      assertThat(scheme.defect(other, CHAIN, SET, 5)).hasValue(wrong(0));
    }
    assertThat(scheme.defect(good, id(2), SET, 5)).hasValue(wrong(0));
    assertThat(scheme.defect(good, CHAIN, new ValidatorSet(4, SET.members()), 5))
        .hasValue("certificate of epoch 3, validator set of epoch 4");
  }

  @Test
  void one_wrong_signature_spoils_the_certificate() {
    var signatures = new TreeMap<>(signedBy(0, 1, 2, 3, 4, 5).signatures());
    signatures.put(4, signatures.get(3));
    assertThat(scheme.defect(scheme.assemble(VOTE, signatures), CHAIN, SET, 5)).hasValue(wrong(4));
  }

  @Test
  void a_signer_outside_the_set_is_refused() {
    var signatures = new TreeMap<>(signedBy(0, 1, 2, 3, 4).signatures());
    signatures.put(7, signatures.get(0));
    assertThat(scheme.defect(scheme.assemble(VOTE, signatures), CHAIN, SET, 5))
        .hasValue("signer 7 is not of the set of 7");
  }

  @Test
  void a_node_signs_with_its_own_key() {
    assertThat(scheme.isSignedBy(SET, 0, VOTE, scheme.sign(VOTE))).isTrue();
    assertThat(scheme.isSignedBy(SET, 1, VOTE, scheme.sign(VOTE))).isFalse();
  }

  @Test
  void the_signed_bytes_are_domain_chain_epoch_view_height_block() {
    assertThat(VOTE.signedBytes())
        .hasSize(105)
        .startsWith("althing/commit/v1".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .containsSequence(0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 9)
        .endsWith(id(5).toArray());
  }

  private static String wrong(int signer) {
    return "signature of signer %d (%s) is wrong".formatted(signer, SET.members().get(signer));
  }

  private static Certificate signedBy(int... positions) {
    var signatures = new TreeMap<Integer, Signature>();
    for (int position : positions) {
      signatures.put(position, KEYS.get(position).sign(VOTE.signedBytes()));
    }
    return new Certificate(3, 2, 9, id(5), signatures);
  }

  private static BlockId id(int number) {
    byte[] value = new byte[BlockId.SIZE];
    value[31] = (byte) number;
    return BlockId.of(value);
  }
}
