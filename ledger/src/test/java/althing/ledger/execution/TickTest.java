package althing.ledger.execution;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.projection.Projection;
import althing.ledger.projection.Scope;
import althing.ledger.projection.TickPhase;
import althing.ledger.protocol.ProtocolEvent.TickEnded;
import althing.ledger.protocol.ProtocolEvent.TickPaused;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** RULES 0: a tick is a cursor that resumes, and a block ends at most one. */
class TickTest {

  private final List<String> done = new ArrayList<>();

  /** Counts to {@code items}, noting each. */
  private TickPhase counting(TickPhase.Order order, int items) {
    return new TickPhase() {
      @Override
      public Order order() {
        return order;
      }

      @Override
      public Progress advance(Scope scope, long epoch, Bytes cursor, int budget) {
        int start = cursor.isEmpty() ? 0 : ByteBuffer.wrap(cursor.unsafeArray()).getInt();
        int end = Math.min(items, start + budget);
        for (int i = start; i < end; i++) {
          done.add(epoch + ":" + order + ":" + i);
        }
        return end == items
            ? Progress.ended(end - start)
            : Progress.paused(end - start, Bytes.wrap(ByteBuffer.allocate(4).putInt(end).array()));
      }
    };
  }

  private Projection<?> projection(TickPhase... phases) {
    return new TickOnly(List.of(phases));
  }

  @Test
  void a_tick_above_the_budget_goes_on_in_the_next_block_where_it_stopped() {
    TestChain chain =
        TestChain.with(
            Map.of("tickBudget", 3L),
            projection(counting(TickPhase.Order.NET_IOUS, 2), counting(TickPhase.Order.EXPIRE, 5)));
    long start = TestChain.GENESIS_MILLIS + TestChain.EPOCH_MILLIS;

    ExecutedBlock first = chain.blockAt(start);
    ExecutedBlock second = chain.blockAt(start + 1);
    ExecutedBlock third = chain.blockAt(start + 2);

    assertThat(events(first)).hasAtLeastOneElementOfType(TickPaused.class);
    assertThat(first.tickDue()).isTrue();
    assertThat(events(second)).hasAtLeastOneElementOfType(TickPaused.class);
    assertThat(events(third)).contains(new TickEnded(1, 2));
    assertThat(third.tickDue()).isFalse();
    assertThat(done)
        .containsExactly(
            "1:EXPIRE:0",
            "1:EXPIRE:1",
            "1:EXPIRE:2",
            "1:EXPIRE:3",
            "1:EXPIRE:4",
            "1:NET_IOUS:0",
            "1:NET_IOUS:1");
    assertThat(chain.epoch()).isEqualTo(1);
  }

  @Test
  void transactions_wait_for_the_tick_and_share_the_block_that_ends_it() {
    TestChain chain =
        TestChain.with(Map.of("tickBudget", 1L), projection(counting(TickPhase.Order.EXPIRE, 2)));
    long start = TestChain.GENESIS_MILLIS + TestChain.EPOCH_MILLIS;

    assertThat(chain.open(start).takesTransactions()).isFalse();
    chain.blockAt(start);
    ExecutedBlock last =
        chain.blockAt(start + 1, chain.transfer("alice", TestChain.person("bob"), Amount.ofSp(1)));

    assertThat(last.transactions()).hasSize(2);
    assertThat(last.transactions().getFirst().isTick()).isTrue();
    assertThat(last.transactions().getFirst().sender()).isEqualTo(Address.SYSTEM);
    assertThat(last.receipts().getFirst().gasUsed()).isZero();
  }

  @Test
  void a_tick_that_ends_exactly_at_its_budget_needs_no_further_block() {
    TestChain chain =
        TestChain.with(Map.of("tickBudget", 2L), projection(counting(TickPhase.Order.EXPIRE, 2)));

    ExecutedBlock block = chain.blockAt(TestChain.GENESIS_MILLIS + TestChain.EPOCH_MILLIS);

    assertThat(events(block)).contains(new TickEnded(1, 0));
  }

  private static List<Event> events(ExecutedBlock block) {
    return block.events().stream().map(RecordedEvent::event).toList();
  }
}
