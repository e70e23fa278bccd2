package althing.governance.validators;

import althing.governance.EventBytes;
import althing.governance.policy.BuiltInPolicy;
import althing.governance.validators.ValidatorEvent.Absent;
import althing.governance.validators.ValidatorEvent.Jailed;
import althing.governance.validators.ValidatorEvent.Registered;
import althing.governance.validators.ValidatorEvent.Staked;
import althing.governance.validators.ValidatorEvent.Unregistered;
import althing.governance.validators.ValidatorEvent.UnstakeAsked;
import althing.ledger.port.EvidenceReader;
import althing.ledger.projection.Registry;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of validator events, for ever. */
class ValidatorEventsTest {

  private static final Address ALICE = Address.system(0xa11ce);
  private static final Address BOB = Address.system(0xb0b);
  private static final Bytes KEY = Bytes.fromHex("44".repeat(32));

  @Test
  void each_variant_keeps_the_bytes_it_was_introduced_with() {
    EventBytes.check(
        Registry.of(new Validators(new BuiltInPolicy(), EvidenceReader.NONE)),
        ValidatorEvent.class,
        "/althing/golden/validator-events.txt",
        List.of(
            new Registered(ALICE, KEY, 5),
            new Unregistered(ALICE, KEY),
            new Staked(ALICE, 500_000),
            new UnstakeAsked(ALICE, 100_000, 14),
            new Jailed(ALICE, Hash.wrap(KEY.toArray()), BOB, 450_000_000L, 103),
            new Absent(ALICE, 12, 9, 20, 3_465_000L, 14)));
  }
}
