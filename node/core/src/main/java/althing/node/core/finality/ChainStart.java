package althing.node.core.finality;

import althing.consensus.certificate.CommitRule;
import althing.ledger.event.Event;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;

/** What the first event of a chain says about how its blocks become final. */
final class ChainStart {

  private static final Registry PROTOCOL = Registry.of(new Protocol());

  private ChainStart() {}

  /**
   * The rule of the chain's engine.
   *
   * @param event bytes of the chain's first event
   * @throws MalformedException if it is another event, or names an engine that is not known
   */
  static CommitRule rule(Bytes event) {
    return rule(PROTOCOL.decode(0, event).event());
  }

  static CommitRule rule(Event first) {
    if (!(first instanceof ChainStarted started)) {
      throw new MalformedException("the first event is not ChainStarted");
    }
    return CommitRule.of(started.engine())
        .orElseThrow(() -> new MalformedException("unknown engine " + started.engine()));
  }
}
