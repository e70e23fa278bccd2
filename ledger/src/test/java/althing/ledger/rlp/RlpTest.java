package althing.ledger.rlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.Vectors;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RlpTest {

  /** The examples that describe the encoding on ethereum.org. */
  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "dog, 83646f67",
    "'', 80",
    "Lorem ipsum dolor sit amet consectetur adipisicing elit1,"
        + " b8384c6f72656d20697073756d20646f6c6f722073697420616d657420636f6e736563746574757220"
        + "6164697069736963696e6720656c697431"
  })
  void texts_are_written_as_documented(String text, String encoded) {
    byte[] expected = Hex.decode(encoded);

    assertThat(new RlpWriter().text(text).toArray()).isEqualTo(expected);
    assertThat(RlpReader.of(expected).text(100)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0,80", "1,01", "15,0f", "127,7f", "128,8180", "1024,820400", "100000,830186a0"})
  void numbers_are_written_as_documented(long number, String encoded) {
    assertThat(new RlpWriter().number(number).toArray()).isEqualTo(Hex.decode(encoded));
    assertThat(new RlpWriter().amount(Amount.of(number)).toArray()).isEqualTo(Hex.decode(encoded));
    assertThat(RlpReader.of(Hex.decode(encoded)).number()).isEqualTo(number);
    assertThat(RlpReader.of(Hex.decode(encoded)).amount()).isEqualTo(Amount.of(number));
  }

  @Test
  void lists_are_written_as_documented() {
    assertThat(RlpWriter.encodeList(out -> out.text("cat").text("dog")))
        .isEqualTo(Hex.decode("c88363617483646f67"));
    assertThat(RlpWriter.encodeList(out -> {})).isEqualTo(Hex.decode("c0"));
    assertThat(
            RlpWriter.encodeList(out ->
                out.list(a -> {})
                    .list(b -> b.list(c -> {}))
                    .list(d -> d.list(e -> {}).list(f -> f.list(g -> {})))))
        .isEqualTo(Hex.decode("c7c0c1c0c3c0c1c0"));
  }

  @Test
  void every_kind_of_value_comes_back() {
    byte[] encoded =
        RlpWriter.encodeList(out ->
            out.hash(Hash.ZERO)
                .address(Address.SYSTEM)
                .amount(Amount.ofSp(7))
                .number(-1)
                .number(Long.MAX_VALUE)
                .number(Integer.MAX_VALUE)
                .flag(true)
                .flag(false)
                .text("ðingvellir")
                .bytes(Bytes.of((byte) 5))
                .list(items -> items.number(1).number(2).number(3)));
    RlpReader.decodeList(
        encoded,
        in -> {
          assertThat(in.hash()).isEqualTo(Hash.ZERO);
          assertThat(in.address()).isEqualTo(Address.SYSTEM);
          assertThat(in.amount()).isEqualTo(Amount.ofSp(7));
          assertThat(in.unsignedNumber()).isEqualTo(-1);
          assertThat(in.number()).isEqualTo(Long.MAX_VALUE);
          assertThat(in.smallNumber()).isEqualTo(Integer.MAX_VALUE);
          assertThat(in.flag()).isTrue();
          assertThat(in.flag()).isFalse();
          assertThat(in.text(20)).isEqualTo("ðingvellir");
          assertThat(in.bytes(1)).isEqualTo(Bytes.of((byte) 5));
          assertThat(in.<Long>listOf(3, RlpReader::number)).containsExactly(1L, 2L, 3L);
          return encoded;
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"05", "80", "8180", "83646f67", "c0", "c88363617483646f67"})
  void an_item_can_be_taken_as_it_stands(String encoded) {
    byte[] item = Hex.decode(encoded);
    byte[] list = RlpWriter.encodeList(out -> out.number(7).raw(item).number(8));
    RlpReader.decodeList(
        list,
        in -> {
          assertThat(in.number()).isEqualTo(7);
          assertThat(in.rawItem()).isEqualTo(item);
          assertThat(in.number()).isEqualTo(8);
          return list;
        });
  }

  @Test
  void values_out_of_bounds_are_refused_by_field_and_offset() {
    assertMalformed(
        "a: RLP: scalar with a leading zero at offset 0", Hex.decode("820005"), RlpReader::number);
    assertMalformed(
        "a: RLP: number above 2^63-1 at offset 0",
        new RlpWriter().number(-1).toArray(),
        RlpReader::number);
    assertMalformed(
        "a: RLP: scalar of 9 bytes, limit 8 at offset 0",
        Hex.decode("89010000000000000000"),
        RlpReader::unsignedNumber);
    assertMalformed(
        "a: RLP: number above 2^31-1 at offset 0",
        new RlpWriter().number(1L << 31).toArray(),
        RlpReader::smallNumber);
    assertMalformed(
        "a: RLP: flag is neither 0 nor 1 at offset 0", Hex.decode("02"), RlpReader::flag);
    assertMalformed(
        "a: RLP: flag is neither 0 nor 1 at offset 0",
        Hex.decode("888000000000000000"),
        RlpReader::flag);
    assertMalformed(
        "a: RLP: scalar with a leading zero at offset 0", Hex.decode("00"), RlpReader::flag);
    assertMalformed(
        "a: RLP: expected 32 bytes, found 3 at offset 0", Hex.decode("83646f67"), RlpReader::hash);
    assertMalformed(
        "a: RLP: byte string of 3 bytes, limit 2 at offset 0",
        Hex.decode("83646f67"),
        in -> in.bytes(2));
    assertMalformed("a: RLP: text is not UTF-8 at offset 0", Hex.decode("81ff"), in -> in.text(9));
    assertMalformed(
        "a: RLP: list longer than 1 at offset 2",
        Hex.decode("c20102"),
        in -> in.listOf(1, RlpReader::number));
    assertMalformed(
        "a: RLP: 1 bytes left over at offset 2",
        Hex.decode("c20102"),
        in -> in.list(RlpReader::number));
  }

  @Test
  void the_encodings_of_ethereum_are_written_and_read() {
    for (String file : List.of("rlptest.json", "rlp-random-example.json")) {
      for (Map.Entry<String, JsonNode> test : Vectors.read(file).properties()) {
        byte[] encoded = Hex.decode(test.getValue().get("out").asString());
        JsonNode input = test.getValue().get("in");
        assertThat(RlpTree.decode(encoded).encode()).as(test.getKey()).isEqualTo(encoded);
        if (!input.isString() || !input.asString().equals("VALID")) {
          assertThat(tree(input).encode()).as(test.getKey()).isEqualTo(encoded);
        }
      }
    }
  }

  @Test
  void the_encodings_of_ethers_are_written_and_read() {
    JsonNode tests = Vectors.read("ethers-rlp.json");
    assertThat(tests).hasSize(61);
    for (JsonNode test : tests) {
      byte[] encoded = Hex.decode(test.get("encoded").asString());
      RlpTree decoded = hexTree(test.get("decoded"));
      assertThat(decoded.encode()).isEqualTo(encoded);
      assertThat(RlpTree.decode(encoded)).isEqualTo(decoded);
    }
  }

  @Test
  void the_invalid_encodings_of_ethereum_are_refused() {
    JsonNode tests = Vectors.read("invalidRLPTest.json");
    assertThat(tests).hasSize(26);
    for (Map.Entry<String, JsonNode> test : tests.properties()) {
      byte[] encoded = Hex.decode(test.getValue().get("out").asString());
      assertThatThrownBy(() -> RlpTree.decode(encoded))
          .as(test.getKey())
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("at offset");
    }
  }

  /** Forms that lenient readers accept: each has a shorter one that means the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "8105",
        "b90001ff",
        "b800",
        "f800",
        "b801ff",
        "0505",
        "c0c0",
        "c10505",
        "",
        "81",
        "c2c1"
      })
  void what_is_not_canonical_is_refused(String encoded) {
    assertThatThrownBy(() -> RlpTree.decode(Hex.decode(encoded)))
        .isInstanceOf(MalformedException.class);
  }

  /** A header that promises 2^63 bytes costs nothing: no buffer is made for it. */
  @ParameterizedTest
  @ValueSource(strings = {"bf7fffffffffffffff", "ff7fffffffffffffff", "bbffffffff", "fb7fffffff"})
  void a_length_beyond_the_input_is_refused_before_anything_is_allocated(String encoded) {
    assertThatThrownBy(() -> RlpTree.decode(Hex.decode(encoded)))
        .isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void any_item_comes_back_and_any_accepted_bytes_are_canonical(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      RlpTree tree = RlpTree.random(random, 4);
      byte[] encoded = tree.encode();
      assertThat(RlpTree.decode(encoded)).isEqualTo(tree);

      byte[] changed = encoded.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(RlpTree.decode(changed).encode()).isEqualTo(changed);
      } catch (MalformedException e) {
        assertThat(e).hasMessageContaining("at offset");
      }
    }
  }

  private static void assertMalformed(
      String message, byte[] encoded, Function<RlpReader, Object> reading) {
    var reader = RlpReader.of(encoded).field("a");
    assertThatThrownBy(() -> reading.apply(reader))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }

  private static RlpTree tree(JsonNode node) {
    if (node.isArray()) {
      return new RlpTree.Items(Vectors.items(node).map(RlpTest::tree).toList());
    }
    if (node.isNumber()) {
      return new RlpTree.Text(Bytes.wrap(Amount.of(node.asLong()).toBytes()));
    }
    String text = node.asString();
    if (text.startsWith("#")) {
      // One of the numbers is wider than 256 bits.
      Bytes signed = Bytes.wrap(new BigInteger(text.substring(1)).toByteArray());
      return new RlpTree.Text(signed.get(0) == 0 ? signed.slice(1, signed.size()) : signed);
    }
    return new RlpTree.Text(Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static RlpTree hexTree(JsonNode node) {
    return node.isArray()
        ? new RlpTree.Items(Vectors.items(node).map(RlpTest::hexTree).toList())
        : new RlpTree.Text(Bytes.fromHex(node.asString()));
  }
}
