package althing.ledger.trust;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.TestChain;
import althing.ledger.trust.TrustEvent.Changed;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How transfers move trust (RULES 4). */
class TrustTest {

  private static final Address TREASURY = Address.system(0x1000);

  private final TestChain chain = TestChain.with(new Trust());

  @Test
  void an_account_of_which_nothing_is_known_starts_in_the_middle() {
    assertThat(trust("alice")).isEqualTo(500_000);
    chain.passEpochs(50);
    assertThat(trust("alice")).isEqualTo(500_000);
  }

  @Test
  void a_transfer_raises_the_senders_trust_twice_an_epoch() {
    transfer("alice", "bob");
    assertThat(trust("alice")).isEqualTo(510_000);
    assertThat(trust("bob")).isEqualTo(500_000);
    transfer("alice", "bob");
    assertThat(trust("alice")).isEqualTo(520_000);

    transfer("alice", "bob");
    transfer("alice", "carol");
    assertThat(trust("alice")).isEqualTo(520_000);
    assertThat(changes()).hasSize(2);
    assertThat(changes().getFirst())
        .isEqualTo(
            new Changed(
                TestChain.person("alice"), Cause.SUCCESSFUL_TRANSFER, 500_000, 510_000, 0, 10_000));
  }

  @Test
  void sending_nothing_or_to_oneself_counts_for_nothing() {
    transfer("alice", "alice");
    chain.receipt(chain.transfer("alice", TestChain.person("bob"), Amount.ZERO));
    assertThat(changes()).isEmpty();
  }

  @Test
  void a_donation_is_no_transfer_between_accounts() {
    var receipt =
        chain.receipt(chain.call("alice", TREASURY, Amount.ofSp(1), "donate", BigInteger.ZERO));
    assertThat(receipt.succeeded()).isTrue();
    assertThat(changes()).isEmpty();
  }

  @Test
  void a_refused_transaction_that_sent_sp_lowers_trust() {
    var receipt =
        chain.receipt(
            chain.send("alice", TREASURY, Amount.ofSp(1), Bytes.fromHex("12345678"), 100_000));
    assertThat(receipt.succeeded()).isFalse();
    assertThat(trust("alice")).isEqualTo(450_000);
    assertThat(changes().getFirst().delta()).isEqualTo(-50_000);

    chain.receipt(chain.send("bob", TREASURY, Amount.ZERO, Bytes.fromHex("12345678"), 100_000));
    assertThat(trust("bob")).isEqualTo(500_000);
  }

  @Test
  void idle_epochs_are_taken_off_when_they_have_ended() {
    transfer("alice", "bob");
    assertThat(trust("alice")).isEqualTo(510_000);
    chain.passEpochs(1);
    assertThat(trust("alice")).isEqualTo(510_000);
    chain.passEpochs(1);
    assertThat(trust("alice")).isEqualTo(504_900);

    transfer("alice", "bob");
    assertThat(changes().getLast().before()).isEqualTo(504_900);
    assertThat(trust("alice")).isEqualTo(514_900);
  }

  /** Someone who is active every epoch keeps full trust, although nothing can be added to it. */
  @Test
  void full_trust_does_not_decay_while_it_is_used() {
    for (int epoch = 0; epoch < 30; epoch++) {
      transfer("alice", "bob");
      transfer("alice", "bob");
      chain.passEpochs(1);
    }
    assertThat(trust("alice")).isEqualTo(TrustScore.MAX);
    transfer("alice", "bob");
    assertThat(changes().getLast().delta()).isZero();
    chain.passEpochs(1);
    assertThat(trust("alice")).isEqualTo(TrustScore.MAX);
  }

  private void transfer(String from, String to) {
    var receipt = chain.receipt(chain.transfer(from, TestChain.person(to), Amount.ONE));
    assertThat(receipt.succeeded()).isTrue();
    assertThat(receipt.gasUsed()).isEqualTo(21_000);
    assertThat(receipt.logs()).isEmpty();
  }

  private long trust(String who) {
    return Trust.of(chain.state(), TestChain.person(who), chain.epoch());
  }

  private List<Changed> changes() {
    return chain.log().stream()
        .map(RecordedEvent::event)
        .filter(Changed.class::isInstance)
        .map(Changed.class::cast)
        .toList();
  }
}
