package althing.ledger.abi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.Vectors;
import althing.ledger.abi.AbiType.Tuple;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The coding itself; only what the encoder writes is ever read. */
final class AbiCodecTest {

  @Test
  void the_abi_tests_of_ethereum_are_coded_alike() {
    var tests = Vectors.read("abi_basic_tests.json").properties();
    assertThat(tests).hasSize(3);
    for (Map.Entry<String, JsonNode> test : tests) {
      JsonNode vector = test.getValue();
      var types = new ArrayList<AbiType>();
      var values = new ArrayList<Object>();
      for (int i = 0; i < vector.get("types").size(); i++) {
        types.add(AbiType.parse(vector.get("types").get(i).asString()));
        values.add(value(types.get(i), vector.get("args").get(i)));
      }
      Bytes expected = Bytes.fromHex(vector.get("result").asString());

      assertThat(AbiCodec.encode(types, values)).as(test.getKey()).isEqualTo(expected);
      assertThat(AbiCodec.decode(types, expected)).as(test.getKey()).isEqualTo(values);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void decoding_undoes_encoding(long seed) {
    var abi = new RandomAbi(new Random(seed));
    for (int i = 0; i < 500; i++) {
      Tuple types = abi.arguments();
      List<Object> values = abi.values(types);

      Bytes encoded = AbiCodec.encode(types, values);

      assertThat(AbiCodec.decode(types, encoded)).as(types.canonical()).isEqualTo(values);
    }
  }

  /** Whatever is decoded encodes to the same bytes: no value has a second form. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void a_changed_byte_is_refused_or_means_something_else(long seed) {
    var random = new Random(seed);
    var abi = new RandomAbi(random);
    int refused = 0;
    for (int i = 0; i < 2_000; i++) {
      Tuple types = abi.arguments();
      byte[] changed = AbiCodec.encode(types, abi.values(types)).toArray();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        List<Object> values = AbiCodec.decode(types, Bytes.wrap(changed));
        assertThat(AbiCodec.encode(types, values)).isEqualTo(Bytes.wrap(changed));
      } catch (MalformedException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(400, 1_900);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void bytes_missing_or_left_over_are_refused(long seed) {
    var abi = new RandomAbi(new Random(seed));
    for (int i = 0; i < 100; i++) {
      Tuple types = abi.arguments();
      Bytes encoded = AbiCodec.encode(types, abi.values(types));

      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> AbiCodec.decode(types, encoded.slice(0, encoded.size() - 1)));
      assertThatExceptionOfType(MalformedException.class)
          .isThrownBy(() -> AbiCodec.decode(types, encoded.slice(0, encoded.size() - 32)));
      assertThatThrownBy(() -> AbiCodec.decode(types, encoded.concat(Bytes.of(new byte[32]))))
          .hasMessage("ABI: 32 bytes left over at offset " + encoded.size());
    }
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          uint8   | 0100 | argument 0: uint8 out of range
          int8    | 80   | argument 0: int8 out of range
          bool    | 02   | argument 0: bool is neither 0 nor 1
          bool    | 0100 | argument 0: bool is neither 0 nor 1
          address | 010000000000000000000000000000000000000000 | argument 0: address with padding that is not zero
          bytes4  | 01   | argument 0: padding is not zero
          uint8[] | 40   | argument 0: offset 64, expected 32
          string  | 00   | argument 0: offset 0, expected 32
          bytes   | 0100000000 | argument 0: offset beyond the input
          """)
  void a_word_that_is_not_of_its_type_is_refused(String type, String word, String message) {
    Bytes input = Bytes.fromHex("0".repeat(64 - word.length()) + word);

    assertThatThrownBy(() -> AbiCodec.decode(List.of(AbiType.parse(type)), input))
        .isInstanceOf(MalformedException.class)
        .hasMessage("ABI: " + message);
  }

  @Test
  void the_place_of_a_wrong_value_is_named_through_tuples_and_arrays() {
    var payment =
        new Tuple(
            List.of(
                new AbiParameter("to", AbiType.parse("address")),
                new AbiParameter("urgent", AbiType.parse("bool"))));
    var types = new Tuple(List.of(new AbiParameter("payments", new AbiType.DynamicArray(payment))));
    byte[] encoded =
        AbiCodec.encode(
                types, List.of(List.of(List.of(Address.ZERO, true), List.of(Address.ZERO, false))))
            .toArray();
    encoded[encoded.length - 1] = 7;

    assertThatThrownBy(() -> AbiCodec.decode(types, Bytes.wrap(encoded)))
        .hasMessage("ABI: payments[1].urgent: bool is neither 0 nor 1");
  }

  /** The shape of the known "ABI bomb": nested arrays whose offsets all point at one place. */
  @Test
  void offsets_that_share_their_target_are_refused_at_the_first() {
    var types = List.of(AbiType.parse("uint256[][][][]"));
    var words = new StringBuilder(word(0x20));
    for (int i = 0; i < 64; i++) {
      words.append(word(2)).append(word(0)).append(word(0));
    }

    assertThatThrownBy(() -> AbiCodec.decode(types, Bytes.fromHex(words.toString())))
        .hasMessage("ABI: argument 0[0]: offset 0, expected 64");
  }

  @Test
  void a_length_past_the_input_is_refused_before_anything_is_made() {
    String list = word(0x20) + word(0x7fffffff);
    assertThatThrownBy(
            () -> AbiCodec.decode(List.of(AbiType.parse("uint8[]")), Bytes.fromHex(list)))
        .hasMessage("ABI: argument 0: 2147483647 elements, more than the input holds");
    assertThatThrownBy(() -> AbiCodec.decode(List.of(AbiType.parse("bytes")), Bytes.fromHex(list)))
        .hasMessage("ABI: argument 0: 2147483647 bytes, more than the input holds");
    String negative = word(0x20) + "f".repeat(64);
    assertThatThrownBy(
            () -> AbiCodec.decode(List.of(AbiType.parse("bytes")), Bytes.fromHex(negative)))
        .hasMessage("ABI: argument 0: length beyond the input");
  }

  @Test
  void text_that_is_not_utf8_is_refused() {
    String input = word(0x20) + word(2) + "c328" + "0".repeat(60);
    assertThatThrownBy(
            () -> AbiCodec.decode(List.of(AbiType.parse("string")), Bytes.fromHex(input)))
        .hasMessage("ABI: argument 0: text is not UTF-8");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AbiCodec.encode(List.of(AbiType.parse("string")), List.of("\ud800")))
        .withMessage("argument 0: text with half a surrogate pair");
  }

  @Test
  void the_encoder_takes_the_values_of_this_ledger_as_they_are() {
    var types =
        List.of(AbiType.parse("uint256"), AbiType.parse("uint64"), AbiType.parse("bytes32"));

    assertThat(AbiCodec.encode(types, List.of(Amount.of(5), 7L, Hash.ZERO)))
        .isEqualTo(
            AbiCodec.encode(
                types,
                List.of(
                    BigInteger.valueOf(5), BigInteger.valueOf(7), Bytes.of(new byte[Hash.SIZE]))));
  }

  @ParameterizedTest(name = "{0} as {1}")
  @CsvSource({"256, uint8", "-1, uint256", "128, int8", "-129, int8"})
  void a_number_out_of_range_is_not_encoded(BigInteger value, String type) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AbiCodec.encode(List.of(AbiType.parse(type)), List.of(value)))
        .withMessage("argument 0: " + value + " is no " + type);
  }

  private static Object value(AbiType type, JsonNode json) {
    return switch (type) {
      case AbiType.Uint _ -> json.bigIntegerValue();
      case AbiType.AddressType _ -> Address.fromHex(json.asString());
      case AbiType.FixedBytes _, AbiType.DynamicBytes _ -> Bytes.utf8(json.asString());
      case AbiType.DynamicArray(var element) ->
          Vectors.items(json).map(item -> value(element, item)).toList();
      default -> throw new AssertionError("no vector has " + type.canonical());
    };
  }

  private static String word(int value) {
    return "%064x".formatted(value);
  }
}
