package althing.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.Vectors;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AddressFormsTest {

  /** The examples of EIP-55. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
      })
  void the_case_of_an_address_is_its_checksum(String text) {
    assertThat(Checksum.encode(Address.fromHex(text))).isEqualTo(text);
    assertThat(Checksum.parse(text)).isEqualTo(Address.fromHex(text));
    assertThat(Checksum.parse(text.toLowerCase(Locale.ROOT))).isEqualTo(Address.fromHex(text));
  }

  @Test
  void an_address_with_one_letter_in_the_wrong_case_is_refused() {
    String text = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    for (int i = 2; i < text.length(); i++) {
      char c = text.charAt(i);
      char flipped = Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
      String changed = text.substring(0, i) + flipped + text.substring(i + 1);
      if (flipped != c) {
        assertThatThrownBy(() -> Checksum.parse(changed))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("checksum is wrong")
            .hasMessageContaining(text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x",
        "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
        "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
      })
  void what_is_no_address_is_refused(String text) {
    assertThatThrownBy(() -> Checksum.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("address");
  }

  @Test
  void the_accounts_of_ethers_have_their_keys_and_checksums() {
    JsonNode accounts = Vectors.read("ethers-accounts-checksum-40.json");
    assertThat(accounts).hasSize(40);
    for (JsonNode account : accounts) {
      String address = account.get("address").asString();
      if (account.has("privateKey")) {
        byte[] key = Hex.decode(account.get("privateKey").asString());
        assertThat(Checksum.encode(accountOf(key))).isEqualTo(address);
      }
      assertThat(Checksum.encode(Checksum.parse(address))).isEqualTo(address);
    }
  }

  @Test
  void the_keys_and_addresses_of_ethereum_belong_together() {
    JsonNode tests = Vectors.read("keyaddrtest.json");
    assertThat(tests).hasSize(2);
    for (JsonNode test : tests) {
      byte[] key = Hex.decode(test.get("key").asString());
      Address address = Address.fromHex(test.get("addr").asString());
      assertThat(Keccak256.digest(test.get("seed").asString().getBytes(StandardCharsets.US_ASCII)))
          .isEqualTo(key);
      assertThat(accountOf(key)).isEqualTo(address);
    }
  }

  /** The examples of EIP-1014. */
  @ParameterizedTest
  @CsvSource({
    "0x0000000000000000000000000000000000000000,0x00,0x00,"
        + "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38",
    "0xdeadbeef00000000000000000000000000000000,0x00,0x00,"
        + "0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3",
    "0x00000000000000000000000000000000deadbeef,0xcafebabe,0xdeadbeef,"
        + "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7",
    "0x0000000000000000000000000000000000000000,0x00,0x,"
        + "0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0"
  })
  void the_examples_of_create2_hold(String creator, String salt, String code, String address) {
    byte[] wide = new byte[32];
    byte[] narrow = Hex.decode(salt);
    System.arraycopy(narrow, 0, wide, 32 - narrow.length, narrow.length);

    assertThat(
            ContractAddress.create2(
                Address.fromHex(creator), Hash.wrap(wide), Keccak256.hash(Bytes.fromHex(code))))
        .isEqualTo(Checksum.parse(address));
  }

  @Test
  void the_created_contracts_of_ethers_live_where_it_says() {
    int count = 0;
    for (JsonNode test : Vectors.read("ethers-create.json")) {
      Address sender = Checksum.parse(test.get("sender").asString());
      for (JsonNode create : test.get("creates")) {
        assertThat(ContractAddress.create(sender, create.get("nonce").asLong()))
            .isEqualTo(Checksum.parse(create.get("address").asString()));
        count++;
      }
    }
    for (JsonNode test : Vectors.read("ethers-create2-30.json")) {
      Address sender = Checksum.parse(test.get("sender").asString());
      for (JsonNode create : test.get("creates")) {
        Hash codeHash = Keccak256.hash(Bytes.fromHex(create.get("initCode").asString()));
        assertThat(codeHash.toHex()).isEqualTo(create.get("initCodeHash").asString());
        assertThat(
                ContractAddress.create2(
                    sender, Hash.fromHex(create.get("salt").asString()), codeHash))
            .isEqualTo(Checksum.parse(create.get("address").asString()));
        count++;
      }
    }
    assertThat(count).isGreaterThan(100);
  }

  @Test
  void the_digests_of_ethers_are_ours() {
    JsonNode tests = Vectors.read("ethers-hashes-60.json");
    assertThat(tests).hasSize(60);
    for (JsonNode test : tests) {
      Bytes data = Bytes.fromHex(test.get("data").asString());
      assertThat(Keccak256.hash(data).toHex()).isEqualTo(test.get("keccak256").asString());
      assertThat(Sha256.hash(data).toHex()).isEqualTo(test.get("sha256").asString());
    }
  }

  private static Address accountOf(byte[] privateKey) {
    return Secp256k1.addressOf(Secp256k1.instance().publicKey(privateKey));
  }
}
