package althing.ledger.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;

/** Bytes that are accepted are the one encoding of what they mean; all others are refused. */
class TransactionFuzzTest {

  private static final TransactionRules RULES =
      new TransactionRules(Amount.of(930), 30_000_000, true);

  @FuzzTest(maxDuration = "10s")
  void decoding(byte[] input) {
    Bytes encoded = Bytes.wrap(input);
    UnverifiedTransaction parsed;
    try {
      parsed = TransactionCodec.parse(encoded);
    } catch (MalformedException e) {
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

  @FuzzTest(maxDuration = "10s")
  void decoding_in_a_block(byte[] input) {
    try {
      SignedTransaction decoded = TransactionCodec.decodeInBlock(Bytes.wrap(input), 5, 0);
      assertThat(decoded.encoded().toArray()).isEqualTo(input);
    } catch (MalformedException e) {
      assertThat(e).hasMessageStartingWith("transaction ");
    }
  }
}
