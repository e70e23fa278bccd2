package althing.consensus.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.BlockId;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules C1 to C4, from the bytes of a certificate on. */
class CertificateCheckTest {

  private static final List<Ed25519Keys> KEYS = Stream.generate(Ed25519Keys::new).limit(7).toList();
  private static final ValidatorSet SET =
      new ValidatorSet(3, KEYS.stream().map(Ed25519Keys::publicKey).toList());
  private static final BlockId CHAIN = id(1);
  private static final BlockId BLOCK = id(5);

  @ParameterizedTest
  @CsvSource({
    "SINGLE,1,1",
    "SINGLE,7,1",
    "PBFT,1,1",
    "PBFT,3,3",
    "PBFT,4,3",
    "PBFT,7,5",
    "PBFT,10,7",
    "RAFT,1,1",
    "RAFT,2,2",
    "RAFT,3,2",
    "RAFT,4,3",
    "RAFT,7,4"
  })
  void each_engine_needs_its_own_number(CommitRule rule, int members, int needed) {
    assertThat(rule.needed(members)).isEqualTo(needed);
  }

  @ParameterizedTest
  @EnumSource
  void as_many_as_needed_make_a_proof_and_one_less_does_not(CommitRule rule) {
    int needed = rule.needed(SET.size());
    assertThat(defect(rule, signed(needed))).isNull();
    assertThat(defect(rule, signed(SET.size()))).isNull();
    if (needed > 1) {
      assertThat(defect(rule, signed(needed - 1)))
          .isEqualTo("%d signatures of %d needed".formatted(needed - 1, needed));
    }
  }

  @Test
  void a_repeated_signer_is_named() {
    byte[] bytes = signed(5);
    int first = 59;
    System.arraycopy(bytes, first, bytes, first + 66, 66);
    assertThat(defect(CommitRule.PBFT, bytes))
        .isEqualTo("certificate, offset 125: signer 0 a second time");
  }

  @Test
  void a_foreign_signer_is_named() {
    var signatures = signatures(5);
    signatures.put(7, new Ed25519Keys().sign(vote(3).signedBytes()));
    assertThat(defect(CommitRule.PBFT, encoded(3, signatures)))
        .isEqualTo("signer 7 is not of the set of 7");

    signatures.remove(7);
    signatures.put(2, new Ed25519Keys().sign(vote(3).signedBytes()));
    assertThat(defect(CommitRule.PBFT, encoded(3, signatures)))
        .isEqualTo("signature of signer 2 (%s) is wrong".formatted(SET.members().get(2)));
  }

  @Test
  void another_height_block_epoch_or_chain_is_named() {
    assertThat(check(CommitRule.PBFT, CHAIN).defect(signed(5), SET, 8, BLOCK))
        .hasValue("certificate is of height 9");
    assertThat(check(CommitRule.PBFT, CHAIN).defect(signed(5), SET, 9, id(6)))
        .hasValue("certificate is of block " + BLOCK);
    assertThat(defect(CommitRule.PBFT, encoded(2, signatures(5))))
        .isEqualTo("certificate of epoch 2, validator set of epoch 3");
    assertThat(check(CommitRule.PBFT, id(2)).defect(signed(5), SET, 9, BLOCK))
        .hasValue("signature of signer 0 (%s) is wrong".formatted(SET.members().getFirst()));
  }

  @Test
  void bytes_that_are_no_certificate_are_refused() {
    assertThat(defect(CommitRule.SINGLE, new byte[0]))
        .isEqualTo("certificate, offset 0: ends early");
    assertThat(defect(CommitRule.SINGLE, Arrays.copyOf(signed(1), 124)))
        .isEqualTo("certificate, offset 59: 1 signatures do not fit 65 bytes");
  }

  /** One bit anywhere in a certificate spoils it. */
  @Test
  void no_bit_can_be_changed() {
    byte[] good = signed(5);
    for (int bit = 0; bit < good.length * 8; bit += 5) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(defect(CommitRule.PBFT, bad)).as("bit %d", bit).isNotNull();
    }
  }

  private static @Nullable String defect(CommitRule rule, byte[] bytes) {
    return check(rule, CHAIN).defect(bytes, SET, 9, BLOCK).orElse(null);
  }

  private static CertificateCheck check(CommitRule rule, BlockId chain) {
    return new CertificateCheck(chain, rule, Ed25519Keys::verify);
  }

  private static byte[] signed(int signers) {
    return encoded(3, signatures(signers));
  }

  private static TreeMap<Integer, Signature> signatures(int signers) {
    var signatures = new TreeMap<Integer, Signature>();
    for (int i = 0; i < signers; i++) {
      signatures.put(i, KEYS.get(i).sign(vote(3).signedBytes()));
    }
    return signatures;
  }

  private static byte[] encoded(long epoch, TreeMap<Integer, Signature> signatures) {
    return CertificateCodec.encode(new Certificate(epoch, 2, 9, BLOCK, signatures));
  }

  private static CommitVote vote(long epoch) {
    return new CommitVote(CHAIN, epoch, 2, 9, BLOCK);
  }

  private static BlockId id(int number) {
    byte[] value = new byte[BlockId.SIZE];
    value[31] = (byte) number;
    return BlockId.of(value);
  }
}
