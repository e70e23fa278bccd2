package althing.ledger.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bytes that are accepted are the one encoding of what they mean; all others are refused. */
class TransactionFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  private static final TransactionRules RULES =
      new TransactionRules(Amount.of(930), 30_000_000, true);

  @FuzzTest
  void decoding(byte[] input) {
    COST.reading(
        input,
        () -> {
          decode(input);
          decodeInBlock(input);
        });
  }

  private static void decode(byte[] input) {
    UnverifiedTransaction parsed;
    try {
      parsed = TransactionCodec.parse(Bytes.wrap(input));
    } catch (MalformedException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    assertThat(TransactionCodec.encodeSigned(parsed.transaction(), parsed.signature()))
        .isEqualTo(input);
    assertThat(TransactionCodec.signingHash(parsed.transaction()))
        .isEqualTo(parsed.signingHash().unsafeArray());
    RULES
        .check(parsed.transaction())
        .ifPresent(refusal -> assertThat(refusal.message()).isNotEmpty());
  }

  /** In a block the sender is recovered too, and the block's own transaction may stand there. */
  private static void decodeInBlock(byte[] input) {
    try {
      SignedTransaction decoded = TransactionCodec.decodeInBlock(Bytes.wrap(input), 5, 0);
      assertThat(decoded.encoded().unsafeArray()).isEqualTo(input);
    } catch (MalformedException e) {
      assertThat(e).hasMessageStartingWith("transaction ");
    }
  }
}
