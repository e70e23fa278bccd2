package althing.genesis.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.Vectors;
import althing.ledger.crypto.Checksum;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Web3 Secret Storage, version 3. */
final class KeystoreTest {

  private static final char[] PASSWORD = "testpassword".toCharArray();

  /** The PBKDF2 example of the specification. */
  private static final String PBKDF2 =
      """
      {
        "crypto": {
          "cipher": "aes-128-ctr",
          "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
          "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
          "kdf": "pbkdf2",
          "kdfparams": {
            "c": 262144,
            "dklen": 32,
            "prf": "hmac-sha256",
            "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"
          },
          "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"
        },
        "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
        "version": 3
      }
      """;

  /** A file of small cost that another wallet wrote. */
  private static final String SCRYPT =
      """
      {
        "version": 3,
        "id": "0eb785e0-340a-4290-9c42-90a11973ee47",
        "address": "460121576cc7df020759730751f92bd62fd78dd6",
        "crypto": {
          "ciphertext": "54ae683c6287fa3d58321f09d56e26d94e58a00d4f90bdd95782ae0e4aab618b",
          "cipherparams": {"iv": "681679cdb125bba9495d068b002816a4"},
          "cipher": "aes-128-ctr",
          "kdf": "scrypt",
          "kdfparams": {
            "dklen": 32,
            "salt": "c3407f363fce02a66e3c4bf4a8f6b7da1c1f54266cef66381f0625c251c32785",
            "n": 8192,
            "r": 8,
            "p": 1
          },
          "mac": "dea6bdf22a2f522166ed82808c22a6311e84c355f4bbe100d4260483ff675a46"
        }
      }
      """;

  @Test
  void the_example_of_the_specification_opens() {
    assertThat(Bytes.wrap(read(PBKDF2, PASSWORD).secret()).toHex())
        .isEqualTo("0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d");
  }

  /** One of the five has scrypt parameters that RFC 7914 forbids, and is refused for them. */
  @Test
  void the_keystore_tests_of_ethereum_open_but_for_one() {
    var vectors = Vectors.read("keystore_basic_tests.json").properties();
    assertThat(vectors).hasSize(5);
    for (Map.Entry<String, JsonNode> entry : vectors) {
      JsonNode vector = entry.getValue();
      String file = vector.get("json").toString();
      char[] password = vector.get("password").asString().toCharArray();
      if (entry.getKey().equals("test2")) {
        assertThatThrownBy(() -> read(file, password))
            .hasMessage(
                "keystore: crypto.kdfparams.n: 262144 is not below 2^(16·r), as RFC 7914 asks");
      } else {
        assertThat(Bytes.wrap(read(file, password).secret()))
            .as(entry.getKey())
            .isEqualTo(Bytes.fromHex(vector.get("priv").asString()));
      }
    }
  }

  /** Of the nine, two are of another format, from the sale of 2014. */
  @Test
  void the_wallets_of_ethers_open() {
    List<JsonNode> vectors = Vectors.items(Vectors.read("ethers-wallets-keystore.json")).toList();
    assertThat(vectors).hasSize(9);
    for (JsonNode vector : vectors) {
      String file = vector.get("content").asString();
      byte[] password = Bytes.fromHex(vector.get("password").asString()).toArray();
      char[] characters = new String(password, StandardCharsets.UTF_8).toCharArray();
      if (vector.get("type").asString().equals("crowdsale")) {
        assertThatThrownBy(() -> read(file, characters)).hasMessage("keystore: version: missing");
      } else {
        assertThat(Checksum.encode(read(file, characters).address()))
            .as(vector.get("name").asString())
            .isEqualTo(vector.get("address").asString());
      }
    }
  }

  @Test
  void what_is_written_opens_with_the_password_alone() {
    AccountKey key = AccountKey.generate(new SeededRandom(1));
    char[] password = "þórr ⚡".toCharArray();

    String file = Keystore.write(key, password, ScryptCost.LEAST, new SeededRandom(2));

    assertThat(read(file, password).secret()).isEqualTo(key.secret());
    assertThat(file)
        .contains("\"address\" : \"" + key.address().toHex().substring(2) + "\"")
        .containsPattern(
            "\"id\" : \"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\"")
        .doesNotContain(Bytes.wrap(key.secret()).toHex().substring(2));
    assertThat(key).hasToString("key of " + key.address());
    assertThatExceptionOfType(WrongPasswordException.class)
        .isThrownBy(() -> read(file, "Þórr ⚡".toCharArray()))
        .withMessage("wrong password, or the file was changed");
  }

  @ParameterizedTest(name = "n={0} r={1} p={2}")
  @CsvSource({"4096, 8, 6", "65536, 8, 1", "131072, 4, 2", "16384, 8, 8"})
  void a_weak_cost_is_not_written(int n, int r, int p) {
    AccountKey key = AccountKey.generate(new SeededRandom(1));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Keystore.write(key, PASSWORD, new ScryptCost(n, r, p), new SeededRandom(2)))
        .withMessage(
            "scrypt with n=%d, r=%d, p=%d is too weak: the least is n=131072, r=8, p=1"
                .formatted(n, r, p));
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "version": 3, | | version: missing
          "version": 3 | "version": 1 | version: expected 3
          "crypto": | "krypto": | crypto: missing
          "aes-128-ctr" | "aes-128-cbc" | crypto.cipher: expected aes-128-ctr
          "kdf": "scrypt" | "kdf": "argon2" | crypto.kdf: expected scrypt or pbkdf2
          "kdf": "scrypt" | "kdf": "pbkdf2" | crypto.kdfparams.prf: missing
          "dklen": 32 | "dklen": 64 | crypto.kdfparams.dklen: expected 32
          "dklen": 32 | "dklen": "32" | crypto.kdfparams.dklen: expected a whole number
          "n": 8192 | "n": 8191 | crypto.kdfparams.n: 8191 is not a power of 2
          "n": 8192 | "n": 1 | crypto.kdfparams.n: 1 is not from 2 to 16777216
          "n": 8192 | "n": 524288 | crypto.kdfparams.n: takes 536870912 bytes, limit 268435456
          "n": 8192 | "n": 9007199254740993 | crypto.kdfparams.n: 9007199254740993 is not from 2 to 16777216
          "r": 8 | "r": 1048577 | crypto.kdfparams.r: 1048577 is not from 1 to 1048576
          "r": 8 | "r": 1024 | crypto.kdfparams.n: takes 1073741824 bytes, limit 268435456
          "p": 1 | "p": 65 | crypto.kdfparams.p: 65 is not from 1 to 64
          "salt": "c3407f | "salt": "zz407f | crypto.kdfparams.salt: not hexadecimal bytes
          "iv": "681679cdb1 | "iv": " | crypto.cipherparams.iv: 11 bytes, expected 16
          "ciphertext": "54ae | "ciphertext": " | crypto.ciphertext: 30 bytes, expected 32
          "mac": "dea6 | "mac": " | crypto.mac: 30 bytes, expected 32
          460121 | 460122 | address: the key in the file is of 0x460121576cc7df020759730751f92bd62fd78dd6
          """)
  void a_file_with_something_wrong_is_refused(String part, String change, String message) {
    String file = SCRYPT.replace(part, change == null ? "" : change);
    assertThat(file).isNotEqualTo(SCRYPT);

    assertThatThrownBy(() -> read(file, "foobartest121".toCharArray()))
        .isInstanceOf(MalformedException.class)
        .hasMessage("keystore: " + message);
  }

  @Test
  void what_is_no_document_is_refused() {
    assertThatThrownBy(() -> read("[]", PASSWORD)).hasMessage("keystore: expected an object");
    assertThatThrownBy(() -> read("{", PASSWORD))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("keystore: line 1, column 2: ");
    assertThatThrownBy(() -> Keystore.read(Bytes.wrap(new byte[65_537]), PASSWORD))
        .hasMessage("keystore: more than 65536 bytes");
    assertThatThrownBy(() -> read(SCRYPT.replace("\"id\"", "\"version\""), PASSWORD))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("uplicate");
  }

  /** The work, not only the memory, of what a stranger's file asks for is bounded. */
  @Test
  void costs_within_memory_may_still_be_too_much_work() {
    String file = SCRYPT.replace("\"n\": 8192", "\"n\": 262144").replace("\"p\": 1", "\"p\": 8");
    assertThatThrownBy(() -> read(file, PASSWORD))
        .hasMessage("keystore: crypto.kdfparams.p: n·r·p is 16777216, limit 8388608");
    assertThatThrownBy(() -> read(PBKDF2.replace("\"c\": 262144", "\"c\": 4194305"), PASSWORD))
        .hasMessage("keystore: crypto.kdfparams.c: 4194305 is not from 1 to 4194304");
  }

  @Test
  void bytes_that_are_no_key_are_refused() {
    String order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    for (byte[] secret :
        List.of(new byte[32], new byte[31], new byte[33], Bytes.fromHex(order).toArray())) {
      assertThatThrownBy(() -> AccountKey.of(secret))
          .isInstanceOf(MalformedException.class)
          .hasMessage("not a private key: 32 bytes above 0 and below the order of secp256k1");
    }
  }

  private static AccountKey read(String file, char[] password) {
    return Keystore.read(Bytes.utf8(file), password);
  }
}
