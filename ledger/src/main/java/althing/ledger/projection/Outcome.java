package althing.ledger.projection;

import java.util.Arrays;
import java.util.List;

/** What a decision came to. */
public sealed interface Outcome {

  /** Accepted. {@code results} are the ABI outputs of the function. */
  record Done(List<Object> results) implements Outcome {
    public Done {
      results = List.copyOf(results);
    }
  }

  /** Refused: nothing is changed, the fee is paid. */
  record Refused(Refusal refusal) implements Outcome {}

  static Outcome done(Object... results) {
    return new Done(Arrays.asList(results));
  }

  static Outcome refused(Refusal refusal) {
    return new Refused(refusal);
  }
}
