package althing.ledger.projection;

import althing.ledger.event.Event;
import althing.ledger.state.Overlay;
import java.util.List;
import java.util.Optional;

/**
 * A decision that is tried out. What it emits is folded into a state of its own, which nobody else
 * sees, until it is {@linkplain #adopt() adopted} or thrown away.
 */
public interface Fork extends Scope {

  /** What was emitted since the fork, in order. */
  List<Event> emitted();

  /** The entries that were written since the fork, with their values then and now. */
  void forEachChange(Overlay.ChangeVisitor visitor);

  /** What conservation (RULES 1) has against it, with the numbers; empty if nothing. */
  Optional<String> violation();

  /**
   * Emits all of it where this was forked from. What was decided there meanwhile must not matter to
   * it.
   */
  void adopt();
}
