package althing.ledger.abi;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Any document has a digest, or is refused by a named error. */
final class TypedDataFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  @FuzzTest
  void reading(byte[] json) {
    COST.reading(json, () -> read(json));
  }

  private static void read(byte[] json) {
    try {
      assertThat(TypedData.parse(Bytes.of(json)).digest()).isNotNull();
    } catch (MalformedException e) {
      assertThat(e).hasMessageStartingWith("typed data: ");
    }
  }
}
