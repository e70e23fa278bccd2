package althing.node.core.mempool;

import static althing.node.core.mempool.PoolFixture.ALICE;
import static althing.node.core.mempool.PoolFixture.BOB;
import static althing.node.core.mempool.PoolFixture.CAROL;
import static althing.node.core.mempool.PoolFixture.GAS;
import static althing.node.core.mempool.PoolFixture.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MempoolTest {

  private final PoolFixture world = new PoolFixture();

  @Test
  void a_sender_s_transactions_run_in_order_of_nonce_whatever_they_pay() {
    var second = world.pooled(transfer(ALICE, 1, 90, 9));
    var first = world.pooled(transfer(ALICE, 0, 20, 1));
    assertThat(world.selected(10)).containsExactly(first, second);
    assertThat(world.pool.pendingNonce(ALICE)).isEqualTo(2);
  }

  @Test
  void the_best_tip_comes_first_then_the_earliest_arrival() {
    var early = world.pooled(transfer(ALICE, 0, 50, 5));
    var late = world.pooled(transfer(BOB, 0, 50, 5));
    var best = world.pooled(transfer(CAROL, 0, 50, 6));
    assertThat(world.selected(10)).containsExactly(best, early, late);
    // At a base fee of 48 the cap leaves 2 to each.
    assertThat(world.selected(48)).containsExactly(early, late, best);
  }

  @Test
  void what_does_not_cover_the_base_fee_waits_with_all_that_follows_it() {
    world.pooled(transfer(ALICE, 0, 50, 5));
    world.pooled(transfer(ALICE, 1, 500, 5));
    var other = world.pooled(transfer(BOB, 0, 60, 1));
    assertThat(world.selected(51)).containsExactly(other);
    assertThat(world.pool.hasWork(Amount.of(60))).isTrue();
    assertThat(world.pool.hasWork(Amount.of(61))).isFalse();
    assertThat(world.pool.hasPending()).isTrue();
    assertThat(world.selected(50)).hasSize(3);
  }

  @Test
  void behind_a_gap_transactions_are_queued_until_it_is_filled() {
    var third = world.pooled(transfer(ALICE, 2, 50, 5));
    assertThat(world.selected(10)).isEmpty();
    assertThat(world.pool.hasPending()).isFalse();
    assertThat(world.pool.pendingNonce(ALICE)).isZero();
    assertThat(world.pool.content().pending()).isEmpty();
    assertThat(world.pool.content().queued().get(ALICE)).containsOnlyKeys(2L);

    var first = world.pooled(transfer(ALICE, 0, 50, 5));
    assertThat(world.selected(10)).containsExactly(first);
    assertThat(world.pool.content().pending().get(ALICE)).containsOnlyKeys(0L);

    var second = world.pooled(transfer(ALICE, 1, 50, 5));
    assertThat(world.selected(10)).containsExactly(first, second, third);
    assertThat(world.pool.content().queued()).isEmpty();
  }

  @Test
  void what_can_run_is_listed_in_order_of_arrival() {
    var first = world.pooled(transfer(ALICE, 0, 50, 5));
    world.pooled(transfer(CAROL, 1, 90, 5));
    var second = world.pooled(transfer(BOB, 0, 90, 5));
    var third = world.pooled(transfer(ALICE, 1, 50, 5));
    assertThat(world.pool.pending(10)).containsExactly(first.hash(), second.hash(), third.hash());
    assertThat(world.pool.pending(2)).containsExactly(first.hash(), second.hash());
  }

  @Test
  void the_same_transaction_is_already_known() {
    var pooled = world.pooled(transfer(ALICE, 0, 50, 5));
    refused(pooled, "already known");
    assertThat(world.pool.get(pooled.hash())).hasValue(pooled);
  }

  @Test
  void a_replacement_raises_both_fees_by_a_tenth() {
    var old = world.pooled(transfer(ALICE, 0, 101, 5));
    refused(
        transfer(ALICE, 0, 111, 6),
        "replacement transaction underpriced: needs maxFeePerGas 112 and maxPriorityFeePerGas 6");
    refused(
        transfer(ALICE, 0, 112, 5),
        "replacement transaction underpriced: needs maxFeePerGas 112 and maxPriorityFeePerGas 6");
    var next = world.pooled(transfer(ALICE, 0, 112, 6));
    assertThat(world.selected(10)).containsExactly(next);
    assertThat(world.pool.size()).isEqualTo(1);
    assertThat(world.pool.bytes()).isEqualTo(110);
    assertThat(world.pool.get(old.hash())).isEmpty();
  }

  /** L5: nonce reuse and nonce gap. */
  @Test
  void used_nonces_and_far_ones_are_refused() {
    world.owns(ALICE, 7, PoolFixture.RICH);
    refused(transfer(ALICE, 6, 50, 5), "nonce too low: address " + ALICE + ", tx: 6 state: 7");
    refused(transfer(ALICE, 18, 50, 5), "nonce too high: address " + ALICE + ", tx: 18 state: 7");
    refused(
        transfer(ALICE, -1, 50, 5),
        "nonce too high: address " + ALICE + ", tx: 18446744073709551615 state: 7");
    world.pooled(transfer(ALICE, 17, 50, 5));
  }

  @Test
  void a_sender_must_own_what_all_its_transactions_can_cost() {
    world.owns(ALICE, 0, Amount.of(3 * 50 * GAS));
    world.pooled(transfer(ALICE, 0, 50, 5));
    world.pooled(transfer(ALICE, 1, 50, 5, Amount.of(50 * GAS - 1), 110));
    refused(
        transfer(ALICE, 2, 50, 5),
        "insufficient funds for gas * price + value: address "
            + ALICE
            + " have 3150000 want 4199999");
    // A replacement counts instead of what it replaces.
    world.pooled(transfer(ALICE, 1, 100, 6));
    refused(
        transfer(ALICE, 0, 56, 6),
        "insufficient funds for gas * price + value: address "
            + ALICE
            + " have 3150000 want 3276000");
  }

  @Test
  void one_sender_may_have_a_limited_number() {
    for (int nonce = 1; nonce <= 5; nonce++) {
      world.pooled(transfer(ALICE, nonce, 50, 5));
    }
    refused(
        transfer(ALICE, 6, 50, 5),
        "account limit exceeded: " + ALICE + " has 5 pooled transactions");
    // The one that fills the gap is worth more than the last.
    world.pooled(transfer(ALICE, 0, 50, 5));
    assertThat(world.pool.pendingNonce(ALICE)).isEqualTo(5);
    assertThat(world.pool.size()).isEqualTo(5);
  }

  @Test
  void a_full_pool_gives_up_what_is_queued_then_what_pays_least() {
    var queued = world.pooled(transfer(CAROL, 5, 900, 90));
    for (int nonce = 0; nonce < 4; nonce++) {
      world.pooled(transfer(ALICE, nonce, 100, 10 - nonce));
    }
    for (int nonce = 0; nonce < 3; nonce++) {
      world.pooled(transfer(BOB, nonce, 100, 20));
    }
    assertThat(world.pool.size()).isEqualTo(8);

    world.pooled(transfer(BOB, 3, 100, 1));
    assertThat(world.pool.get(queued.hash())).isEmpty();

    // Alice's last pays 7: not enough with 6, in with 8.
    refused(
        transfer(CAROL, 0, 100, 1), "transaction underpriced: the transaction pool is full (8)");
    world.pooled(transfer(CAROL, 0, 100, 8));
    assertThat(world.pool.content().pending().get(BOB)).hasSize(3);
    world.pooled(transfer(CAROL, 1, 100, 8));
    assertThat(world.pool.content().pending().get(ALICE)).hasSize(3);
    // A queued one never drives out one that can run.
    refused(
        transfer(CAROL, 4, 900, 99), "transaction underpriced: the transaction pool is full (8)");
  }

  @Test
  void a_large_transaction_makes_room_by_bytes_or_changes_nothing() {
    for (int nonce = 0; nonce < 5; nonce++) {
      world.pooled(transfer(ALICE, nonce, 100, 10 + nonce, Amount.ZERO, 210));
    }
    world.pooled(transfer(BOB, 0, 100, 3, Amount.ZERO, 900));
    refused(
        transfer(CAROL, 0, 100, 11, Amount.ZERO, 1000),
        "transaction underpriced: the transaction pool is full (6)",
        // It drove out Bob's, and would have had to drive out one that pays more.
        () -> assertThat(world.pool.bytes()).isEqualTo(1950));
    world.pooled(transfer(CAROL, 0, 100, 15, Amount.ZERO, 1000));
    assertThat(world.pool.bytes()).isEqualTo(1840);
    assertThat(world.pool.content().pending()).containsOnlyKeys(ALICE, CAROL);
  }

  @Test
  void transactions_expire() {
    var old = world.pooled(transfer(ALICE, 0, 100, 10));
    world.nowMillis += 600;
    var second = world.pooled(transfer(ALICE, 1, 100, 10));
    world.nowMillis += 400;
    world.pool.included(List.of(), List.of());
    assertThat(world.pool.size()).isEqualTo(2);
    world.nowMillis += 1;
    world.pool.included(List.of(), List.of());
    assertThat(world.pool.get(old.hash())).isEmpty();
    assertThat(world.pool.content().queued().get(ALICE)).containsValue(second);
  }

  @Test
  void a_block_takes_its_transactions_out_and_they_stay_known_until_it_is_final() {
    var first = world.pooled(transfer(ALICE, 0, 100, 10));
    var second = world.pooled(transfer(ALICE, 1, 100, 10));
    var rival = world.pooled(transfer(BOB, 0, 100, 10));
    var fromElsewhere = transfer(BOB, 0, 100, 11);
    world.owns(ALICE, 1, PoolFixture.RICH);
    world.owns(BOB, 1, PoolFixture.RICH);

    world.pool.included(List.of(first, fromElsewhere), List.of(ALICE, BOB, CAROL));
    assertThat(world.selected(10)).containsExactly(second);
    assertThat(world.pool.get(rival.hash())).isEmpty();
    assertThat(world.pool.get(first.hash())).hasValue(first);
    refused(first, "already known");
    assertThat(world.pool.pendingNonce(ALICE)).isEqualTo(2);
    assertThat(world.pool.pendingNonce(BOB)).isEqualTo(1);

    world.pool.finalised(List.of(first, fromElsewhere));
    assertThat(world.pool.get(first.hash())).isEmpty();
    refused(first, "nonce too low: address " + ALICE + ", tx: 0 state: 1");
  }

  @Test
  void what_a_sender_can_no_longer_pay_goes_from_the_last() {
    for (int nonce = 0; nonce < 4; nonce++) {
      world.pooled(transfer(ALICE, nonce, 100, 10));
    }
    world.owns(ALICE, 0, Amount.of(250 * GAS));
    world.pool.included(List.of(), List.of(BOB));
    assertThat(world.pool.size()).isEqualTo(4);
    world.pool.included(List.of(), List.of(ALICE));
    assertThat(world.pool.pendingNonce(ALICE)).isEqualTo(2);
    assertThat(world.pool.size()).isEqualTo(2);
  }

  @Test
  void a_dropped_transaction_leaves_a_gap() {
    var first = world.pooled(transfer(ALICE, 0, 100, 10));
    world.pooled(transfer(ALICE, 1, 100, 10));
    world.pool.drop(first.hash());
    world.pool.drop(first.hash());
    assertThat(world.selected(10)).isEmpty();
    assertThat(world.pool.pendingNonce(ALICE)).isZero();
  }

  @Test
  void a_skipped_transaction_holds_back_its_sender_for_this_block_only() {
    var first = world.pooled(transfer(ALICE, 0, 100, 10));
    world.pooled(transfer(ALICE, 1, 100, 10));
    var other = world.pooled(transfer(BOB, 0, 100, 5));
    Selection selection = world.pool.select(Amount.of(10));
    assertThat(selection.next()).isEqualTo(first);
    selection.skip();
    assertThat(selection.next()).isEqualTo(other);
    assertThat(selection.next()).isNull();
    assertThat(world.selected(10)).hasSize(3);
  }

  @Test
  void a_selection_sees_what_arrives_and_nothing_twice() {
    var pool = new PoolFixture(new PoolSettings(1000, 1 << 20, 500, 500, 1000, 1000));
    for (int nonce = 0; nonce < 100; nonce++) {
      pool.pooled(transfer(ALICE, nonce, 100, 10));
    }
    Selection selection = pool.pool.select(Amount.of(10));
    assertThat(selection.next()).isNotNull();
    // A better price for what is chosen already, and for what is not chosen yet.
    pool.pooled(transfer(ALICE, 0, 120, 12));
    pool.pooled(transfer(ALICE, 80, 120, 12));
    var late = pool.pooled(transfer(BOB, 0, 100, 1));
    var rest = Stream.generate(selection::next).takeWhile(tx -> tx != null).toList();
    assertThat(rest.stream().filter(tx -> tx.sender().equals(ALICE)))
        .extracting(tx -> tx.transaction().nonce())
        .doesNotHaveDuplicates()
        .isSorted();
    assertThat(rest).contains(late);
  }

  /** Hostile senders cannot make the pool larger than its limits. */
  @Test
  void the_pool_stays_within_its_bounds() {
    var settings = new PoolSettings(500, 60_000, 16, 64, 1_000, 50_000);
    var crowd = new PoolFixture(settings);
    var random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      crowd.nowMillis++;
      Address sender = Address.system(1 + random.nextInt(2_000));
      long tip = random.nextInt(1_000);
      crowd.pool.add(
          transfer(
              sender,
              random.nextInt(20),
              tip + random.nextInt(1_000),
              tip,
              Amount.ZERO,
              100 + random.nextInt(900)));
      assertThat(crowd.pool.size()).isLessThanOrEqualTo(settings.maxCount());
      assertThat(crowd.pool.bytes()).isLessThanOrEqualTo(settings.maxBytes());
    }
    var content = crowd.pool.content();
    long counted =
        Stream.of(content.pending(), content.queued())
            .flatMap(part -> part.values().stream())
            .mapToLong(java.util.Map::size)
            .sum();
    assertThat(counted).isEqualTo(crowd.pool.size());
  }

  @Test
  void threads_that_add_select_and_include_leave_a_pool_that_adds_up() throws Exception {
    var settings = new PoolSettings(20_000, 10 << 20, 100, 100, 1_000, 1_000_000);
    var crowd = new PoolFixture(settings);
    List<Address> senders = IntStream.range(1, 201).mapToObj(Address::system).toList();
    var adders =
        IntStream.range(0, 4)
            .mapToObj(thread ->
                Thread.ofPlatform()
                    .unstarted(() -> {
                      for (int nonce = 0; nonce < 50; nonce++) {
                        for (int i = thread; i < senders.size(); i += 4) {
                          crowd.pooled(transfer(senders.get(i), nonce, 100, i % 7));
                        }
                      }
                    }))
            .toList();
    adders.forEach(Thread::start);
    int included = 0;
    while (adders.stream().anyMatch(Thread::isAlive) || crowd.pool.hasPending()) {
      List<SignedTransaction> block = crowd.selected(10);
      for (var tx : block) {
        crowd.owns(tx.sender(), tx.transaction().nonce() + 1, PoolFixture.RICH);
      }
      crowd.pool.included(block, block.stream().map(SignedTransaction::sender).distinct().toList());
      crowd.pool.finalised(block);
      included += block.size();
    }
    for (var adder : adders) {
      adder.join();
    }
    assertThat(included).isEqualTo(200 * 50);
    assertThat(crowd.pool.size()).isZero();
    assertThat(crowd.pool.bytes()).isZero();
    assertThat(crowd.pool.hasPending()).isFalse();
  }

  private void refused(SignedTransaction signed, String why) {
    refused(signed, why, () -> {});
  }

  /** Asserts the refusal, and that the pool is as it was. */
  private void refused(SignedTransaction signed, String why, Runnable also) {
    Object before = world.picture();
    assertThat(world.pool.add(signed)).map(PoolRefusal::message).hasValue(why);
    assertThat(world.picture()).isEqualTo(before);
    also.run();
  }

  @Test
  void what_a_lost_block_held_waits_again() {
    var first = world.pooled(transfer(ALICE, 0, 50, 5));
    var second = world.pooled(transfer(ALICE, 1, 50, 5));
    var other = world.pooled(transfer(BOB, 0, 60, 5));
    world.owns(ALICE, 2, PoolFixture.RICH);
    world.pool.included(List.of(first, second), List.of(ALICE));
    assertThat(world.selected(10)).containsExactly(other);
    assertThat(world.pool.pendingNonce(ALICE)).isEqualTo(2);

    world.owns(ALICE, 0, PoolFixture.RICH);
    world.pool.reverted(List.of(first, second), List.of(ALICE));
    assertThat(world.selected(10)).containsExactlyInAnyOrder(other, first, second);
    assertThat(world.pool.pendingNonce(ALICE)).isEqualTo(2);
    assertThat(world.pool.add(first)).contains(new PoolRefusal.AlreadyKnown());
  }

  @Test
  void what_another_block_has_used_does_not_come_back_from_a_lost_one() {
    var lost = world.pooled(transfer(ALICE, 0, 50, 5));
    world.owns(ALICE, 1, PoolFixture.RICH);
    world.pool.included(List.of(lost), List.of(ALICE));
    var follower = world.pooled(transfer(ALICE, 1, 50, 5));
    // The block in its place holds another transaction of the same nonce.
    var replaced = transfer(ALICE, 0, 70, 7);
    world.pool.reverted(List.of(lost), List.of(ALICE));
    world.pool.included(List.of(replaced), List.of(ALICE));
    assertThat(world.selected(10)).containsExactly(follower);
    assertThat(world.pool.get(lost.hash())).isEmpty();
    assertThat(world.pool.get(replaced.hash())).contains(replaced);
  }
}
