package althing.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Keccak256Test {

  /** Digests that every Ethereum developer knows: of nothing, of an empty list, of an event. */
  @ParameterizedTest
  @CsvSource({
    "0x, 0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    "0x80, 0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
    "0xc0, 0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
    "0x616263, 0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"
  })
  void the_known_digests_come_out(String input, String digest) {
    assertThat(Keccak256.hash(Bytes.fromHex(input)).toHex()).isEqualTo(digest);
  }

  @Test
  void the_topic_of_a_token_transfer_comes_out() {
    assertThat(
            Keccak256.hash("Transfer(address,address,uint256)".getBytes(StandardCharsets.US_ASCII))
                .toHex())
        .isEqualTo("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void parts_are_hashed_as_if_joined(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      var parts = new byte[random.nextInt(6)][];
      for (int part = 0; part < parts.length; part++) {
        parts[part] = bytes(random, random.nextInt(300));
      }
      assertThat(Keccak256.digest(parts)).isEqualTo(Keccak256.digest(Bytes.concat(parts)));
    }
  }

  private static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
