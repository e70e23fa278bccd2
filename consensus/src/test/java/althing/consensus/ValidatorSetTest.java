package althing.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidatorSetTest {

  /** Rule A3, the golden vectors {@code bft_quorum}; 4 of 7 are not enough (G28, D28). */
  @ParameterizedTest(name = "{1} of {0}")
  @CsvSource({"1,1", "2,2", "3,3", "4,3", "5,4", "6,5", "7,5", "10,7", "13,9"})
  void a_quorum_is_all_but_a_third(int members, int quorum) {
    assertThat(setOf(members).quorum()).isEqualTo(quorum);
  }

  @Test
  void two_quorums_share_an_honest_member() {
    for (int n = 1; n <= ValidatorSet.MAX_MEMBERS; n++) {
      int faulty = (n - 1) / 3;
      assertThat(2 * ValidatorSet.quorum(n) - n).as("n = %d", n).isGreaterThan(faulty);
      assertThat(ValidatorSet.quorum(n)).as("n = %d", n).isLessThanOrEqualTo(n - faulty);
    }
  }

  @Test
  void members_are_found_by_their_key() {
    var set = setOf(4);
    assertThat(set.indexOf(key(2))).hasValue(2);
    assertThat(set.indexOf(key(4))).isEmpty();
  }

  @Test
  void a_set_is_neither_empty_nor_too_large_nor_repeats_a_key() {
    assertThatThrownBy(() -> setOf(0)).hasMessage("a validator set has 1 to 1024 members, not 0");
    assertThatThrownBy(() -> setOf(1025))
        .hasMessage("a validator set has 1 to 1024 members, not 1025");
    assertThatThrownBy(() -> new ValidatorSet(0, List.of(key(1), key(1))))
        .hasMessage("a key appears twice in the validator set");
    assertThatThrownBy(() -> new ValidatorSet(-1, List.of(key(1))))
        .hasMessage("epoch -1 is negative");
  }

  @Test
  void the_next_set_has_the_next_epoch() {
    assertThat(setOf(1).succeededBy(List.of(key(7))))
        .isEqualTo(new ValidatorSet(1, List.of(key(7))));
  }

  @Test
  void its_bytes_are_epoch_count_and_keys() {
    var encoded = new ValidatorSet(258, List.of(key(1), key(2))).encoded();
    assertThat(encoded).hasSize(74).startsWith(0, 0, 0, 0, 0, 0, 1, 2, 0, 2, 0, 0, 0, 1);
    assertThat(encoded[41]).isZero();
    assertThat(encoded[45]).isEqualTo((byte) 2);
  }

  @Test
  void octets_are_equal_by_kind_and_content() {
    assertThat(key(1)).isEqualTo(key(1)).hasSameHashCodeAs(key(1)).isNotEqualTo(key(2));
    assertThat((Object) BlockId.of(new byte[32])).isNotEqualTo(PublicKey.of(new byte[32]));
    assertThat(key(200)).isGreaterThan(key(3));
    assertThatThrownBy(() -> Signature.of(new byte[63]))
        .hasMessage("a signature has 64 bytes, not 63");
  }

  private static ValidatorSet setOf(int members) {
    var keys = new ArrayList<PublicKey>();
    for (int i = 0; i < members; i++) {
      keys.add(key(i));
    }
    return new ValidatorSet(0, keys);
  }

  private static PublicKey key(int number) {
    byte[] value = new byte[PublicKey.SIZE];
    value[2] = (byte) (number >>> 8);
    value[3] = (byte) number;
    return PublicKey.of(value);
  }
}
