package althing.genesis.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.genesis.Validator;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class NodeKeyFileTest {

  private static final char[] PASSWORD = "a long pass phrase".toCharArray();
  private static final NodeKey KEY = NodeKey.generate(new SeededRandom(7));
  private static String file = "";

  @BeforeAll
  static void write() {
    file = NodeKeyFile.write(KEY, PASSWORD, ScryptCost.LEAST, new SeededRandom(8));
  }

  @Test
  void a_file_opens_with_its_password_and_shows_its_public_key_without() {
    assertThat(NodeKeyFile.publicKey(Bytes.utf8(file))).isEqualTo(KEY.publicKey());
    assertThat(NodeKeyFile.read(Bytes.utf8(file), PASSWORD).seed()).isEqualTo(KEY.seed());
    assertThat(file).doesNotContain(Bytes.wrap(KEY.seed()).toHex().substring(2));
    assertThat(KEY).hasToString("node key " + KEY.publicKey());
    assertThatExceptionOfType(WrongPasswordException.class)
        .isThrownBy(() -> NodeKeyFile.read(Bytes.utf8(file), "a short one".toCharArray()));
  }

  @Test
  void a_file_that_names_another_key_is_refused() {
    String other = file.replace(KEY.publicKey().toHex(), "0x" + "ab".repeat(32));

    assertThatThrownBy(() -> NodeKeyFile.read(Bytes.utf8(other), PASSWORD))
        .hasMessage("node key file: publicKey: the key in the file is " + KEY.publicKey());
    assertThatThrownBy(
            () -> NodeKeyFile.publicKey(Bytes.utf8(file.replace("node-key/1", "node-key/2"))))
        .hasMessage("node key file: format: expected \"althing-node-key/1\"");
    assertThatThrownBy(() -> NodeKeyFile.publicKey(Bytes.utf8(file.replace("publicKey", "key"))))
        .hasMessage("node key file: publicKey: missing");
  }

  /** RFC 8032, test 1. */
  @Test
  void the_public_key_is_that_of_the_seed() {
    Bytes seed = Bytes.fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

    assertThat(NodeKey.of(seed.toArray()).publicKey().toHex())
        .isEqualTo("0xd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  }

  @Test
  void a_seat_is_proved_for_one_chain_and_one_account() {
    Validator seat = KEY.seat(930, Address.system(0xa11ce));

    assertThat(seat.isProved(930)).isTrue();
    assertThat(seat.isProved(931)).isFalse();
    assertThat(new Validator(Address.system(0xb0b), seat.nodeKey(), seat.proof()).isProved(930))
        .isFalse();
  }
}
