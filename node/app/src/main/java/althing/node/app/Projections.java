package althing.node.app;

import althing.governance.channels.Channels;
import althing.governance.policy.BuiltInPolicy;
import althing.governance.reputation.Reputation;
import althing.governance.validators.Validators;
import althing.ledger.account.Accounts;
import althing.ledger.iou.Ious;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.treasury.Treasury;
import althing.ledger.trust.Trust;
import althing.node.core.evidence.VoteEvidence;
import althing.node.core.finality.CertificateSigners;

/** The projections of this release. A new one is a line here. */
public final class Projections {

  private Projections() {}

  /** All of them, composed. */
  public static Registry registry() {
    var policy = new BuiltInPolicy();
    return Registry.of(
            new Protocol(),
            new Accounts(),
            new Treasury(Channels::exists),
            new Trust(),
            new Ious(),
            new Reputation(policy),
            new Validators(policy, new VoteEvidence()),
            new Channels())
        .reading(new CertificateSigners());
  }
}
