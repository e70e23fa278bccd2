package althing.node.app;

import althing.ledger.account.Accounts;
import althing.ledger.iou.Ious;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.treasury.Treasury;
import althing.ledger.trust.Trust;

/** The projections of this release. A new one is a line here. */
public final class Projections {

  private Projections() {}

  /** All of them, composed. */
  public static Registry registry() {
    return Registry.of(new Protocol(), new Accounts(), new Treasury(), new Trust(), new Ious());
  }
}
