package althing.genesis.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.Vectors;
import althing.ledger.crypto.Sha256;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** BIP-39, BIP-32 and BIP-44. */
final class MnemonicTest {

  private static final String JUNK = "test test test test test test test test test test test junk";

  @Test
  void the_word_list_is_that_of_the_standard() {
    String list = String.join("\n", WordList.ENGLISH) + "\n";

    assertThat(WordList.ENGLISH).hasSize(2_048).isSorted();
    assertThat(Sha256.hash(list.getBytes(StandardCharsets.US_ASCII)).toHex())
        .isEqualTo("0x2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
  }

  /** The first vector of BIP-39, with the passphrase TREZOR. */
  @Test
  void the_printed_vector_holds() {
    Mnemonic mnemonic = Mnemonic.fromEntropy(Bytes.wrap(new byte[16]));

    assertThat(mnemonic.phrase()).isEqualTo("abandon ".repeat(11) + "about");
    assertThat(Bytes.wrap(mnemonic.seed("TREZOR")).toHex())
        .isEqualTo(
            "0xc55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d182"
                + "64c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04");
  }

  @Test
  void the_vectors_of_bip_39_hold() {
    List<JsonNode> vectors =
        Vectors.items(Vectors.read("bip39-vectors-en.json").get("english")).toList();
    assertThat(vectors).hasSize(24);
    for (JsonNode vector : vectors) {
      String phrase = vector.get(1).asString();
      Mnemonic mnemonic = Mnemonic.fromEntropy(Bytes.fromHex(vector.get(0).asString()));
      assertThat(mnemonic.phrase()).isEqualTo(phrase);
      assertThat(Mnemonic.parse(phrase).phrase()).isEqualTo(phrase);

      byte[] seed = mnemonic.seed("TREZOR");
      assertThat(Bytes.wrap(seed)).isEqualTo(Bytes.fromHex(vector.get(2).asString()));
      assertThat(ExtendedKey.master(seed).xprv()).isEqualTo(vector.get(3).asString());
    }
  }

  @Test
  void the_vectors_of_bip_32_hold() {
    int keys = 0;
    for (JsonNode vector : Vectors.read("bip32-vectors.json")) {
      ExtendedKey master =
          ExtendedKey.master(Bytes.fromHex(vector.get("seed").asString()).toArray());
      for (JsonNode link : vector.get("chain")) {
        var path = DerivationPath.parse(link.get("path").asString());
        ExtendedKey key = master.derive(path);
        assertThat(key.xprv()).as(path.toString()).isEqualTo(link.get("xprv").asString());
        assertThat(key.xpub()).as(path.toString()).isEqualTo(link.get("xpub").asString());
        keys++;
      }
    }
    assertThat(keys).isEqualTo(17);
  }

  @Test
  void the_mnemonics_of_ethers_give_the_same_keys() {
    List<JsonNode> vectors = Vectors.items(Vectors.read("ethers-mnemonics-en-20.json")).toList();
    assertThat(vectors).hasSize(20);
    for (JsonNode vector : vectors) {
      Mnemonic mnemonic = Mnemonic.parse(text(vector.get("phrase")));
      byte[] seed = mnemonic.seed(text(vector.get("password")));
      assertThat(Bytes.wrap(seed).toHex()).isEqualTo(vector.get("seed").asString());
      for (JsonNode node : vector.get("nodes")) {
        ExtendedKey key =
            ExtendedKey.master(seed).derive(DerivationPath.parse(node.get("path").asString()));
        assertThat(key.xprv()).isEqualTo(node.get("xpriv").asString());
        assertThat(key.xpub()).isEqualTo(node.get("xpub").asString());
        assertThat(Bytes.wrap(key.accountKey().secret()).toHex())
            .isEqualTo(node.get("privateKey").asString());
      }
    }
  }

  /** The accounts of Hardhat, Anvil and our devnet. */
  @Test
  void the_mnemonic_that_everyone_knows_gives_the_accounts_that_everyone_knows() {
    List<AccountKey> keys = AccountKey.derive(Mnemonic.parse(JUNK), DerivationPath.ETHEREUM, 10);

    assertThat(keys)
        .extracting(AccountKey::address)
        .hasSize(10)
        .startsWith(
            Address.fromHex("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
            Address.fromHex("0x70997970c51812dc3a010c7d01b50e0d17dc79c8"))
        .endsWith(Address.fromHex("0xa0ee7a142d267c1f36714e4a8f75612f20a79720"));
    assertThat(Bytes.wrap(keys.getFirst().secret()).toHex())
        .isEqualTo("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 15, 18, 21, 24})
  void a_new_mnemonic_reads_back(int words) {
    Mnemonic mnemonic = Mnemonic.generate(words, new SeededRandom(words));

    assertThat(mnemonic.phrase().split(" ", -1)).hasSize(words);
    assertThat(Mnemonic.parse("  " + mnemonic.phrase().replace(" ", "\n ")).phrase())
        .isEqualTo(mnemonic.phrase());
    assertThat(mnemonic).hasToString("mnemonic of " + words + " words");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          test junk | 12, 15, 18, 21 or 24 words, not 2
          test test test test test test test test test test test test junk | 12, 15, 18, 21 or 24 words, not 13
          test test test test test test test test test test junk test | the checksum is wrong, so a word or the order is
          test test Test test test test test test test test test junk | word 3 is not in the English list
          test test test test test test test test test test test junks | word 12 is not in the English list
          """)
  void a_phrase_with_something_wrong_is_refused(String phrase, String message) {
    assertThatThrownBy(() -> Mnemonic.parse(phrase))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        "",
        "M",
        "m/",
        "/0",
        "m//0",
        "m/x",
        "m/-1",
        "m/01",
        "m/2147483648",
        "m/99999999999",
        "m/0''",
        "m/0/",
        "m/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0/0"
      })
  void what_is_no_path_is_refused(String path) {
    assertThatThrownBy(() -> DerivationPath.parse(path)).isInstanceOf(MalformedException.class);
  }

  @Test
  void a_path_reads_back() {
    assertThat(DerivationPath.parse("m/44h/60'/0'/2147483647"))
        .hasToString("m/44'/60'/0'/2147483647");
    assertThat(DerivationPath.parse("m").steps()).isEmpty();
  }

  @Test
  void sizes_that_the_standard_does_not_know_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mnemonic.generate(13, new SeededRandom(1)))
        .withMessage("12, 15, 18, 21 or 24 words, not 13");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mnemonic.fromEntropy(Bytes.wrap(new byte[17])))
        .withMessage("16, 20, 24, 28 or 32 bytes, not 17");
  }

  private static String text(JsonNode hex) {
    return new String(Bytes.fromHex(hex.asString()).toArray(), StandardCharsets.UTF_8);
  }
}
