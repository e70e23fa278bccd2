package althing.governance.reputation;

import althing.governance.EventBytes;
import althing.governance.policy.BuiltInPolicy;
import althing.governance.reputation.ReputationEvent.Awarded;
import althing.governance.reputation.ReputationEvent.BondAdded;
import althing.governance.reputation.ReputationEvent.BondReleased;
import althing.governance.reputation.ReputationEvent.BondReturned;
import althing.governance.reputation.ReputationEvent.DecaySet;
import althing.governance.reputation.ReputationEvent.ElectorateCounted;
import althing.governance.reputation.ReputationEvent.Forgotten;
import althing.governance.reputation.ReputationEvent.Joined;
import althing.governance.reputation.ReputationEvent.Part;
import althing.governance.reputation.ReputationEvent.Slashed;
import althing.governance.reputation.ReputationEvent.Withdrawn;
import althing.governance.types.Tag;
import althing.ledger.projection.Registry;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of reputation events, for ever. */
class ReputationEventsTest {

  private static final Address ALICE = Address.system(0xa11ce);
  private static final Address BOB = Address.system(0xb0b);
  private static final Hash TASK = Hash.wrap(Bytes.fromHex("22".repeat(32)).toArray());
  private static final List<Part> PARTS =
      List.of(new Part(new Tag("ops"), 5, 12), new Part(Tag.GENERAL, 4, 4));

  @Test
  void each_variant_keeps_the_bytes_it_was_introduced_with() {
    EventBytes.check(
        Registry.of(new Reputation(new BuiltInPolicy())),
        ReputationEvent.class,
        "/althing/golden/reputation-events.txt",
        List.of(
            new Awarded(ALICE, 3, Source.TASK, BOB, TASK, 9, PARTS),
            new Withdrawn(ALICE, 3, TASK, 11, PARTS),
            new Forgotten(ALICE, new Tag("ops")),
            new Slashed(ALICE, 500_000_000_000L, TASK, 12, PARTS),
            new DecaySet(1, 99, 100, 100_000),
            new Joined(ALICE, Bytes.fromHex("02" + "33".repeat(32)), Amount.ofSp(10), 9, 16),
            new BondAdded(ALICE, Amount.ofSp(5), Amount.ofSp(15), 10),
            new BondReleased(ALICE, Amount.ofSp(15), Amount.ZERO, true, 11, 13),
            new BondReturned(ALICE, Amount.ofSp(15), 13),
            new ElectorateCounted(12, 40, 123_456_789L)));
  }
}
