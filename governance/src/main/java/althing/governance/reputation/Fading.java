package althing.governance.reputation;

import althing.governance.state.Keys;
import althing.ledger.port.PolicyModules.Decay;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateReader;
import althing.ledger.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What ticks leave of a value. It is computed when it is asked for, one tick after the other with
 * the numbers of each, so that it makes no difference at which of them somebody looked (RULES 2).
 */
final class Fading {

  private record Rule(long fromEpoch, Decay decay) {}

  private final List<Rule> rules;

  private Fading(List<Rule> rules) {
    this.rules = rules;
  }

  static Fading of(StateReader state) {
    var rules = new ArrayList<Rule>();
    state.scan(
        ReputationKeys.DECAY,
        ReputationKeys.DECAY,
        (key, value) -> rules.add(new Rule(Keys.numberAt(key, Long.BYTES), decode(value))));
    return new Fading(rules);
  }

  /** The newest rule; none before the first tick. */
  Optional<Decay> newest() {
    return rules.isEmpty() ? Optional.empty() : Optional.of(rules.getLast().decay());
  }

  /** What is left in {@code epoch} of a value that was this in {@code since}. */
  long after(long value, long since, long epoch) {
    long left = value;
    int next = 0;
    Decay decay = null;
    for (long tick = since + 1; tick <= epoch && left > 0; tick++) {
      while (next < rules.size() && rules.get(next).fromEpoch() <= tick) {
        decay = rules.get(next++).decay();
      }
      if (decay == null) {
        throw new IllegalStateException("no rule of decay for the tick of epoch " + tick);
      }
      left = decay.after(left);
    }
    return left;
  }

  static Bytes encode(Decay decay) {
    return Bytes.wrap(
        RlpWriter.encodeList(
            out -> out.number(decay.kept()).number(decay.of()).number(decay.prune())));
  }

  private static Decay decode(Bytes value) {
    return RlpReader.decodeList(
        value.unsafeArray(), in -> new Decay(in.number(), in.number(), in.number()));
  }
}
