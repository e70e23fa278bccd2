package althing.ledger.abi;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/** Any bytes are refused as malformed, or are exactly what the encoder makes of what they mean. */
final class AbiFuzzTest {

  private static final ContractAbi IOU = ContractAbi.load("Iou");

  @FuzzTest(maxDuration = "10s")
  void any_type_and_bytes(FuzzedDataProvider data) {
    String text = data.consumeString(200);
    Bytes input = Bytes.wrap(data.consumeRemainingAsBytes());
    try {
      List<AbiType> types = List.of(AbiType.parse(text));
      List<Object> values = AbiCodec.decode(types, input);
      assertThat(AbiCodec.encode(types, values)).isEqualTo(input);
    } catch (MalformedException e) {
      assertThat(e).message().isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "10s")
  void any_calldata(FuzzedDataProvider data) {
    var functions = IOU.functions().toArray(AbiFunction[]::new);
    Bytes selector = functions[data.consumeInt(0, functions.length - 1)].selector();
    Bytes input = selector.concat(Bytes.wrap(data.consumeRemainingAsBytes()));
    try {
      ContractAbi.Call call = IOU.decodeCall(input);
      assertThat(IOU.encodeCall(call.function(), call.arguments())).isEqualTo(input);
    } catch (MalformedException e) {
      assertThat(e).message().isNotEmpty();
    }
  }

  @FuzzTest(maxDuration = "10s")
  void any_typed_data_document(byte[] json) {
    try {
      assertThat(TypedData.parse(Bytes.of(json)).digest()).isNotNull();
    } catch (MalformedException e) {
      assertThat(e).message().startsWith("typed data: ");
    }
  }
}
