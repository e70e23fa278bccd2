package althing.ledger.abi;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes are refused as malformed, or are exactly what the encoder makes of what they mean. */
final class AbiFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  private static final ContractAbi IOU = ContractAbi.load("Iou");
  private static final long SEED = 930;

  /** An input is a type up to the first line feed, and bytes that may be a value of it. */
  @MethodSource("typesWithValues")
  @FuzzTest
  void decoding(byte[] input) {
    COST.reading(
        input,
        () -> {
          decodeTyped(input);
          decodeCall(input);
        });
  }

  private static void decodeTyped(byte[] input) {
    int end = 0;
    while (end < input.length && input[end] != '\n') {
      end++;
    }
    String type = new String(input, 0, end, StandardCharsets.UTF_8);
    Bytes value = Bytes.of(input).slice(Math.min(end + 1, input.length), input.length);
    try {
      List<AbiType> types = List.of(AbiType.parse(type));
      List<Object> values = AbiCodec.decode(types, value);
      assertThat(AbiCodec.encode(types, values)).isEqualTo(value);
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static void decodeCall(byte[] input) {
    try {
      ContractAbi.Call call = IOU.decodeCall(Bytes.wrap(input));
      assertThat(IOU.encodeCall(call.function(), call.arguments())).isEqualTo(Bytes.wrap(input));
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  static Stream<byte[]> typesWithValues() {
    var abi = new RandomAbi(new Random(SEED));
    Stream<Bytes> values =
        Stream.generate(abi::arguments)
            .limit(20)
            .map(type -> typed(type.canonical(), AbiCodec.encode(type, abi.values(type))));
    Stream<Bytes> calls =
        IOU.functions().stream()
            .map(function -> IOU.encodeCall(function.name(), abi.values(function.inputs())));
    Stream<Bytes> misfits =
        Stream.of("uint256[1000000]", "()[]", "uint8[4][4][4][4]", "bytes33", "fixed128x18")
            .map(type -> typed(type, Bytes.wrap(new byte[64])));
    return Stream.of(values, calls, misfits).flatMap(all -> all).map(Bytes::toArray);
  }

  private static Bytes typed(String type, Bytes value) {
    return Bytes.utf8(type + "\n").concat(value);
  }
}
