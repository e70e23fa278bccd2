package althing.node.core.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import althing.consensus.ValidatorSet;
import althing.consensus.certificate.CertificateCodec;
import althing.consensus.certificate.Ed25519List;
import althing.ledger.account.Money;
import althing.ledger.block.Block;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainStore;
import althing.ledger.chain.ProofReader.NoCheckpointException;
import althing.ledger.crypto.Ed25519;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.TestChain;
import althing.ledger.log.Checkpoint;
import althing.ledger.log.EventProofs;
import althing.ledger.log.MerkleHash;
import althing.ledger.log.SignedNote;
import althing.ledger.log.VerifierKey;
import althing.ledger.port.CrashStore;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.port.MemoryStore;
import althing.ledger.protocol.ProtocolEvent.TickEnded;
import althing.ledger.replay.Replay;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.NodeApi.CallRequest;
import althing.node.core.NodeApi.NodeListener;
import althing.node.core.NodeApi.RejectedException;
import althing.node.core.NodeApi.WorkLimitException;
import althing.node.core.finality.FinalityProof;
import althing.node.core.finality.FinalityVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChainServiceTest {

  private final TestNode node = new TestNode(TestNode.environment(1), new MemoryStore());

  @Test
  void a_transaction_is_final_within_ten_milliseconds() {
    node.started();
    node.environment.run(100);
    for (int i = 0; i < 50; i++) {
      long before = node.environment.nowMillis();
      Hash hash = node.submit(node.transfer("alice", "bob"));
      node.environment.runUntil(() -> node.isFinal(hash));
      assertThat(node.environment.nowMillis() - before).isLessThan(10);
      node.environment.run(37);
    }
    assertThat(node.balance("bob")).isEqualTo(Amount.ofSp(10_050));
    assertFullReplayAgrees(node);
  }

  @Test
  void nothing_is_shown_before_it_is_on_disk() {
    var slow = new TestNode(TestNode.environment(1).slow("commit", 50_000), new MemoryStore());
    slow.started();
    Hash hash = slow.submit(slow.transfer("alice", "bob"));
    slow.environment.runUntil(() -> slow.service.pendingNonce(TestChain.person("alice")) == 1);
    long head = slow.service.chain().headHeight();
    slow.environment.runUntil(() -> slow.meters.get("althing.chain.unfinal").gauge().value() > 0);

    assertThat(slow.isFinal(hash)).isFalse();
    assertThat(slow.service.chain().headHeight()).isEqualTo(head);
    assertThat(slow.balance("bob")).isEqualTo(Amount.ofSp(10_000));
    assertThat(slow.service.pending(hash)).isPresent();
    assertThat(refusalOf(slow, TestNode.transfer("alice", 0, "bob", Amount.ONE_SP)))
        .isEqualTo("already known");

    slow.environment.runUntil(() -> slow.isFinal(hash));
    assertThat(slow.service.pending(hash)).isEmpty();
  }

  @Test
  void a_slow_disk_makes_fewer_larger_writes() {
    var slow = new TestNode(TestNode.environment(3).slow("commit", 30_000), new MemoryStore());
    slow.started();
    Hash last = Hash.ZERO;
    for (int i = 0; i < 400; i++) {
      last = slow.submit(slow.transfer("alice", "bob"));
    }
    Hash awaited = last;
    slow.environment.runUntil(() -> slow.isFinal(awaited));
    // 20 blocks of 20: without groups there would be as many writes as blocks.
    var group = slow.meters.get("althing.block.group").summary();
    assertThat(group.max()).isGreaterThan(2);
    assertThat(group.count()).isLessThan(12);
    assertThat(slow.service.chain().headHeight()).isGreaterThanOrEqualTo(20);
    assertFullReplayAgrees(slow);
  }

  @Test
  void an_idle_chain_beats_and_a_busy_one_does_not() {
    node.started();
    node.environment.run(3 * TestNode.HEARTBEAT_MILLIS + 500);
    assertThat(node.service.chain().headHeight()).isEqualTo(3);
    long before = node.service.chain().headHeight();
    for (int i = 0; i < 30; i++) {
      Hash hash = node.submit(node.transfer("alice", "bob"));
      node.environment.runUntil(() -> node.isFinal(hash));
      node.environment.run(400);
    }
    assertThat(node.service.chain().headHeight()).isEqualTo(before + 30);
  }

  @Test
  void ticks_come_when_an_epoch_ends_and_follow_each_other_at_once() {
    node.started();
    node.environment.run(TestNode.EPOCH_MILLIS + 100);
    assertThat(ticks(node)).containsExactly(1L);

    // Two epochs pass while the node is down.
    node.stop();
    node.environment.run(2 * TestNode.EPOCH_MILLIS);
    var again = new TestNode(node.environment, node.store).started();
    again.environment.run(100);
    assertThat(ticks(again)).containsExactly(1L, 2L, 3L);
    Hash hash = again.submit(again.transfer("alice", "bob"));
    again.environment.runUntil(() -> again.isFinal(hash));
    assertFullReplayAgrees(again);
  }

  /** L5: block time is above the parent's even when the clock stands still or goes back. */
  @Test
  void time_on_the_chain_only_goes_on() {
    node.started();
    node.transfers(3);
    node.stop();
    var past =
        new TestNode(
            new althing.node.core.SimulatedEnvironment(1, TestNode.START_MILLIS - 90_000),
            node.store);
    past.started().transfers(3);
    var times =
        LongStream.rangeClosed(0, past.service.chain().headHeight())
            .map(h -> past.service.chain().header(h).orElseThrow().timestampMillis())
            .boxed()
            .toList();
    assertThat(times).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_restarted_node_goes_on_where_it_stopped() {
    node.started().transfers(5);
    node.stop();
    long head = node.service.chain().headHeight();
    var again = new TestNode(TestNode.environment(2), node.store);
    assertThat(again.service.chain().headHeight()).isEqualTo(head);
    again.started().transfers(5);
    assertThat(again.balance("bob")).isEqualTo(Amount.ofSp(10_010));
    assertFullReplayAgrees(again);
  }

  @Test
  void a_stop_finishes_what_is_pooled_in_blocks_under_way_and_takes_no_more() {
    node.started();
    Hash hash = node.submit(node.transfer("alice", "bob"));
    node.environment.run(1);
    node.stop();
    assertThat(node.service.isReady()).isFalse();
    assertThat(refusalOf(node, node.transfer("alice", "bob"))).isEqualTo("the node is not running");
    long head = node.service.chain().headHeight();
    node.environment.run(10 * TestNode.HEARTBEAT_MILLIS);
    assertThat(node.service.chain().headHeight()).isEqualTo(head);
    assertThat(node.isFinal(hash)).isEqualTo(node.service.pending(hash).isEmpty());
  }

  @Test
  void a_store_of_another_chain_is_refused() {
    var other = TestNode.genesis(Map.of("tickBudget", 77L));
    assertThatThrownBy(() -> new TestNode(node.environment, node.store, other, TestNode.SETTINGS))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the store holds the chain of genesis 0x");
  }

  @Test
  void a_node_that_is_not_the_validator_does_not_start() {
    var service =
        ChainService.open(
            TestNode.SETTINGS,
            TestNode.genesis(Map.of()),
            TestNode.REGISTRY,
            node.store,
            TestNode.identity(2),
            Optional.empty(),
            node.environment,
            node.meters,
            node.faults::add);
    assertThatThrownBy(service::start).hasMessageContaining("as the only validator");
    assertThat(service.isReady()).isFalse();
  }

  @Test
  void a_disk_that_fails_stops_the_node_with_the_reason() {
    var store = new CrashStore();
    var broken = new TestNode(TestNode.environment(1), store);
    broken.started().transfers(3);
    store.fullAtWrite(1);
    Hash hash = broken.submit(broken.transfer("alice", "bob"));
    broken.environment.run(1_000);

    assertThat(broken.faults).hasSize(1);
    assertThat(broken.faults.getFirst()).hasMessage("no space left on device");
    assertThat(broken.service.isReady()).isFalse();
    assertThat(broken.isFinal(hash)).isFalse();
    assertThat(refusalOf(broken, broken.transfer("alice", "bob")))
        .isEqualTo("the node is not running");
    assertThat(broken.service.stop().toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void refusals_carry_the_words_that_clients_match() {
    node.started().transfers(1);
    assertThat(refusalOf(node, TestNode.transfer("alice", 0, "bob", Amount.ONE)))
        .startsWith("nonce too low: ");
    assertThat(refusalOf(node, TestNode.transfer("alice", 1, "bob", Amount.ofSp(10_000))))
        .startsWith("insufficient funds for gas * price + value: ");
    var malformed =
        catchThrowableOfType(
            RejectedException.class, () -> node.service.submit(Bytes.fromHex("0xc0")));
    assertThat(malformed.code()).isEqualTo(-32000);
    assertThat(node.service.poolContent().pending()).isEmpty();
    assertThat(node.service.pendingNonce(TestChain.person("alice"))).isEqualTo(1);
  }

  @Test
  void what_the_base_fee_keeps_waiting_runs_when_it_has_fallen() {
    var busy =
        new TestNode(
            TestNode.environment(4),
            new MemoryStore(),
            TestNode.genesis(Map.of("gasTargetPerSecond", 1_000_000L)),
            TestNode.SETTINGS);
    busy.started();
    Amount floor = busy.service.nextBaseFee();
    for (int i = 0; i < 400; i++) {
      busy.submit(busy.transfer("alice", "bob"));
    }
    busy.environment.run(1_500);
    assertThat(busy.service.nextBaseFee()).isGreaterThan(floor);
    var cheap =
        althing.ledger.transaction.TransactionCodec.sign(
            new althing.ledger.transaction.Transaction.Legacy(
                Amount.of(TestChain.CHAIN_ID),
                0,
                floor,
                21_000,
                TestChain.person("dave"),
                Amount.ONE,
                Bytes.EMPTY),
            TestChain.key("carol"));
    Hash hash = busy.submit(cheap);
    busy.environment.run(500);
    assertThat(busy.isFinal(hash)).isFalse();
    assertThat(busy.service.pendingNonce(TestChain.person("carol"))).isEqualTo(1);
    busy.environment.runUntil(() -> busy.isFinal(hash));
    assertFullReplayAgrees(busy);
  }

  @Test
  void listeners_hear_of_every_block_once_and_in_order() throws Exception {
    var heard = new ArrayList<Long>();
    var pending = new ArrayList<Hash>();
    var listener =
        new NodeListener() {
          @Override
          public void onBlock(Block block, List<Receipt> receipts, List<RecordedEvent> events) {
            assertThat(receipts).hasSameSizeAs(block.body().transactions());
            assertThat(node.service.chain().headHeight()).isGreaterThanOrEqualTo(block.height());
            heard.add(block.height());
          }

          @Override
          public void onPending(SignedTransaction transaction) {
            pending.add(transaction.hash());
            throw new IllegalStateException("a listener's own fault is its own");
          }
        };
    AutoCloseable subscription = node.service.subscribe(listener);
    node.started().transfers(10);
    node.environment.run(20);
    assertThat(heard)
        .isEqualTo(LongStream.rangeClosed(1, node.service.chain().headHeight()).boxed().toList());
    assertThat(pending).hasSize(10);
    subscription.close();
    node.transfers(1);
    node.environment.run(10);
    assertThat(pending).hasSize(10);
    assertThat(node.faults).isEmpty();
  }

  @Test
  void each_write_carries_a_certificate_that_the_validator_set_confirms() {
    node.started().transfers(3);
    var chain = node.service.chain();
    Hash genesis = chain.blockHash(0).orElseThrow();
    var scheme =
        new Ed25519List(
            TestNode.identity(1)::sign,
            (key, message, signature) ->
                Ed25519.verify(key.toArray(), message, signature.toArray()));
    var set = new ValidatorSet(0, List.of(TestNode.identity(1).publicKey()));
    long height = chain.headHeight();
    var certificate =
        CertificateCodec.decode(chain.certificate(height).orElseThrow().unsafeArray());
    assertThat(certificate.block()).isEqualTo(ExecutedProposal.id(chain.blockHash(height).get()));
    assertThat(scheme.defect(certificate, ExecutedProposal.id(genesis), set, 1)).isEmpty();
    // The next block carries the certificate of its newest final ancestor.
    node.transfers(1);
    assertThat(chain.block(height + 1).orElseThrow().body().lastCommit())
        .isEqualTo(Bytes.wrap(CertificateCodec.encode(certificate)));
  }

  /** Also those whose certificate is a descendant's, and genesis, which needs none. */
  @Test
  void every_block_brings_what_makes_it_final_since_genesis() {
    node.started();
    for (int i = 0; i < 30; i++) {
      node.submit(node.transfer("alice", "bob"));
    }
    node.transfers(2);
    var chain = node.service.chain();
    Hash genesis = chain.blockHash(0).orElseThrow();
    for (long height = 0; height <= chain.headHeight(); height++) {
      FinalityProof proof = node.service.finality(height);
      assertThat(proof.proven()).isEqualTo(chain.header(height).orElseThrow());
      assertThat(FinalityVerifier.verify(proof, genesis))
          .isInstanceOfSatisfying(
              FinalityVerifier.Verdict.Final.class,
              verdict -> assertThat(verdict.rule().engine()).isEqualTo("single"));
    }
    assertThatThrownBy(() -> node.service.finality(chain.headHeight() + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void calls_run_on_the_state_of_their_height_and_change_nothing() {
    node.started().transfers(2);
    long head = node.service.chain().headHeight();
    var all =
        new CallRequest(
            TestChain.person("alice"),
            TestChain.person("carol"),
            null,
            null,
            Amount.ofSp(9_999),
            Bytes.EMPTY,
            List.of());
    assertThat(node.service.call(all, 0).succeeded()).isTrue();
    assertThat(node.service.call(all, head).refusal())
        .startsWith("insufficient funds for gas * price + value: ");

    var donate = treasuryCall("donate", 0L);
    long used = node.service.call(donate, head).gasUsed();
    assertThat(node.service.call(withGas(donate, used), head).succeeded()).isTrue();
    assertThat(node.service.call(withGas(donate, used - 1), head).refusal())
        .startsWith("execution reverted: out of gas");
    assertThat(node.service.chain().headHeight()).isEqualTo(head);
  }

  @Test
  void a_price_below_the_base_fee_and_one_that_nobody_can_pay_are_refused() {
    node.started().transfers(1);
    long head = node.service.chain().headHeight();
    var cheap =
        new CallRequest(
            TestChain.person("alice"),
            TestChain.person("bob"),
            null,
            Amount.ONE,
            Amount.ZERO,
            Bytes.EMPTY,
            List.of());
    assertThat(node.service.call(cheap, head).refusal())
        .startsWith("max fee per gas less than block base fee: ");
    var poor =
        new CallRequest(
            Address.system(0xabcde),
            TestChain.person("bob"),
            null,
            Amount.of(10_000_000_000L),
            Amount.ZERO,
            Bytes.EMPTY,
            List.of());
    assertThat(node.service.estimateGas(poor, head).succeeded()).isFalse();
  }

  @Test
  void system_contracts_have_code_that_says_so_and_accounts_have_none() {
    assertThat(node.service.codeOf(Address.system(0x1000)))
        .isEqualTo(Bytes.fromHex("0x60006000fd"));
    assertThat(node.service.codeOf(TestChain.person("alice"))).isEqualTo(Bytes.EMPTY);
  }

  /** L7, as far as the node composes it: roots, proofs and checkpoints fit each other. */
  @Test
  void events_and_entries_are_proved_against_what_the_node_signs() {
    node.started().transfers(4);
    var chain = node.service.chain();
    var proofs = node.service.proofs();
    long size = chain.eventCount();
    var event = chain.eventsFrom(size - 3, 1).getFirst();
    assertThat(
            EventProofs.verifyInclusion(
                MerkleHash.leaf(event.encoded()),
                size - 3,
                size,
                proofs.inclusionProof(size - 3, size),
                proofs.eventRoot(size)))
        .isTrue();
    assertThat(
            EventProofs.verifyConsistency(
                5,
                proofs.eventRoot(5),
                size,
                proofs.eventRoot(size),
                proofs.consistencyProof(5, size)))
        .isTrue();

    String origin = "althing-%d-%s".formatted(TestChain.CHAIN_ID, chain.blockHash(0).get());
    var key = new VerifierKey(origin, TestNode.identity(1).nodeKey());
    var note = SignedNote.parse(Bytes.utf8(proofs.checkpoint()));
    assertThat(note.signers(List.of(key))).containsExactly(key);
    var checkpoint = Checkpoint.parse(note.text());
    assertThat(checkpoint.size()).isEqualTo(size);
    assertThat(checkpoint.root()).isEqualTo(proofs.eventRoot(size));

    assertThat(proofs.tile(0, 0, (int) size)).isPresent();
    assertThat(proofs.tile(0, 0, (int) size + 1)).isEmpty();
    assertThat(proofs.entryBundle(0, (int) size)).isPresent();
    assertThat(proofs.entryBundle(0, (int) size + 1)).isEmpty();

    long head = chain.headHeight();
    Bytes alice = Money.accountKey(TestChain.person("alice"));
    BlockHeader header = chain.header(head).orElseThrow();
    Bytes value = chain.stateAt(head).get(alice);
    assertThat(value).isNotNull();
    assertThat(proofs.stateProof(alice, head).provesPresence(header.stateRoot(), alice, value))
        .isTrue();
  }

  @Test
  void a_value_is_explained_by_the_events_that_wrote_it() {
    node.started().transfers(3);
    long head = node.service.chain().headHeight();
    Bytes bob = Money.accountKey(TestChain.person("bob"));
    var explained = node.service.explain(bob, head, 100);
    var all = explained.events();
    assertThat(explained.next()).isEmpty();
    assertThat(all)
        .extracting(event -> event.event().getClass().getSimpleName())
        .containsExactly("Minted", "Transferred", "Transferred", "Transferred");
    assertThat(node.service.explain(bob, 0, 100).events()).isEqualTo(all.subList(0, 1));
    assertThat(node.service.explain(Bytes.of((byte) 9), head, 100).events()).isEmpty();
    assertThat(node.service.explain(bob, head, 2).events()).isEqualTo(all.subList(2, 4));
    assertThat(page(bob, head, past(100_000), 1)).isEqualTo(all);
    assertThat(page(bob, head, past(100_000), 3)).isEqualTo(all);
  }

  /** However little one answer may fold, going on from where it ended finds everything. */
  @Test
  void an_explanation_ends_before_it_costs_too_much_and_goes_on_from_there() {
    node.started().transfers(8);
    long head = node.service.chain().headHeight();
    Bytes bob = Money.accountKey(TestChain.person("bob"));
    var all = node.service.explain(bob, head, 100).events();
    int genesis = node.service.chain().events(0).size();
    var past = past(genesis);
    var first = past.explain(bob, head, 100);
    assertThat(first.next()).isPresent();
    assertThat(first.events()).hasSizeLessThan(all.size()).isNotEmpty();
    assertThat(page(bob, head, past, 100)).isEqualTo(all);

    // Every block but the founding one is small enough.
    var less = past(genesis - 1);
    assertThat(less.explain(bob, 1, 100).next()).hasValue(0);
    assertThatThrownBy(() -> less.explain(bob, 0, 100))
        .isInstanceOf(WorkLimitException.class)
        .hasMessage(
            "block 0 holds %d events, at most %d are folded again to explain an entry"
                .formatted(genesis, genesis - 1));
  }

  private Past past(int maxEvents) {
    return new Past((ChainStore) node.service.chain(), TestNode.REGISTRY, maxEvents);
  }

  /** All pages of an explanation together. */
  private static List<RecordedEvent> page(Bytes key, long head, Past past, int limit) {
    var events = new ArrayList<RecordedEvent>();
    OptionalLong next = OptionalLong.of(head);
    while (next.isPresent()) {
      var part = past.explain(key, next.getAsLong(), limit);
      assertThat(part.events()).isNotEmpty();
      events.addAll(0, part.events());
      next = part.next();
    }
    return events;
  }

  @Test
  void a_range_with_too_many_events_is_not_folded() {
    node.started().transfers(4);
    long head = node.service.chain().headHeight();
    long count = node.service.chain().eventCount();
    assertThat(past((int) count).verify(0, head).finding()).isNull();
    assertThatThrownBy(() -> past((int) count - 1).verify(0, head))
        .isInstanceOf(WorkLimitException.class)
        .hasMessage(
            ("the blocks 0 to %d hold %d events, at most %d are folded again in one call: ask for"
                    + " fewer blocks, or run `althing verify`")
                .formatted(head, count, count - 1));
    assertThat(past((int) count - 1).verify(1, head).finding()).isNull();
  }

  @Test
  void a_checkpoint_is_signed_and_kept_when_an_epoch_ends() {
    node.started().transfers(2);
    node.environment.run(3 * TestNode.EPOCH_MILLIS);
    var store = (ChainStore) node.service.chain();
    List<Long> ends = store.checkpointsDownFrom(store.headHeight(), 100).reversed();
    assertThat(ends).hasSize(3).hasSameSizeAs(ticks(node));
    var notes = ends.stream().map(end -> node.service.proofs().checkpointAt(end)).toList();
    for (long end : ends) {
      BlockHeader header = store.header(end).orElseThrow();
      assertThat(signed(node, end))
          .isEqualTo(
              new Checkpoint(
                  "althing-%d-%s".formatted(TestChain.CHAIN_ID, store.blockHash(0).orElseThrow()),
                  header.extra().eventCount(),
                  header.extra().eventRoot()));
    }
    assertThatThrownBy(() -> node.service.proofs().checkpointAt(ends.get(1) + 1))
        .isInstanceOf(NoCheckpointException.class)
        .hasMessage(
            "no checkpoint is kept at height %d: the nearest before is %d, the nearest after %d"
                .formatted(ends.get(1) + 1, ends.get(1), ends.get(2)));
    assertThat(store.check((_, _) -> {})).isEmpty();

    node.stop();
    var again = new TestNode(node.environment, node.store).started();
    again.environment.run(TestNode.EPOCH_MILLIS + 1_000);
    assertThat(ends.stream().map(end -> again.service.proofs().checkpointAt(end)).toList())
        .isEqualTo(notes);
    var newest = (ChainStore) again.service.chain();
    assertThat(newest.checkpointsDownFrom(newest.headHeight(), 100)).hasSize(4);
    long last = newest.checkpointsDownFrom(newest.headHeight(), 1).getFirst();
    Checkpoint old = signed(again, ends.getFirst());
    Checkpoint young = signed(again, last);
    assertThat(
            EventProofs.verifyConsistency(
                old.size(),
                old.root(),
                young.size(),
                young.root(),
                again.service.proofs().consistencyProof(old.size(), young.size())))
        .isTrue();
    assertFullReplayAgrees(again);
  }

  /** The kept checkpoint, after a look at its signature. */
  private static Checkpoint signed(TestNode node, long height) {
    var note = SignedNote.parse(Bytes.utf8(node.service.proofs().checkpointAt(height)));
    var checkpoint = Checkpoint.parse(note.text());
    var key = new VerifierKey(checkpoint.origin(), TestNode.identity(1).nodeKey());
    assertThat(note.signers(List.of(key))).containsExactly(key);
    return checkpoint;
  }

  @Test
  void a_range_of_blocks_is_verified_by_folding_it() {
    node.started().transfers(6);
    long head = node.service.chain().headHeight();
    var report = node.service.verify(0, head);
    assertThat(report.finding()).isNull();
    assertThat(report.events()).isEqualTo(node.service.chain().eventCount());
    assertThat(node.service.verify(3, 5).finding()).isNull();
    assertThatThrownBy(() -> node.service.verify(3, head + 1))
        .hasMessage("heights 3 to %d are not within 0 to %d".formatted(head + 1, head));
  }

  @Test
  void a_block_of_somebody_else_is_judged_by_running_it() {
    node.started().transfers(2);
    node.stop();
    var other = new TestNode(TestNode.environment(9), new MemoryStore());
    // A second node, given the first one's blocks in their encoded form.
    var producer = other.service.producer();
    var reader = ExecutedProposal.reader(_ -> Optional.empty());
    for (long height = 1; height <= node.service.chain().headHeight(); height++) {
      Block block = node.service.chain().block(height).orElseThrow();
      althing.consensus.Proposal proposal = reader.read(new ExecutedProposal(block).encoded());
      assertThat(producer.judge(proposal).toCompletableFuture().join())
          .isEqualTo(althing.consensus.Judgement.Valid.SAME_SET);
      var certificate =
          CertificateCodec.decode(
              node.service.chain().certificate(height).orElseThrow().unsafeArray());
      producer.commit(List.of(proposal), certificate).toCompletableFuture().join();
    }
    assertThat(other.service.chain().blockHash(other.service.chain().headHeight()))
        .isEqualTo(node.service.chain().blockHash(node.service.chain().headHeight()));
  }

  private CallRequest treasuryCall(String function, Object... arguments) {
    Address treasury = Address.system(0x1000);
    return new CallRequest(
        TestChain.person("alice"),
        treasury,
        null,
        null,
        Amount.ONE_SP,
        TestNode.REGISTRY
            .contract(treasury)
            .orElseThrow()
            .abi()
            .encodeCall(function, List.of(arguments)),
        List.of());
  }

  private static CallRequest withGas(CallRequest request, long gas) {
    return new CallRequest(
        request.from(),
        request.to(),
        gas,
        request.gasPrice(),
        request.value(),
        request.data(),
        request.accessList());
  }

  private static List<Long> ticks(TestNode node) {
    return node.service.chain().eventsFrom(0, Integer.MAX_VALUE).stream()
        .map(RecordedEvent::event)
        .filter(TickEnded.class::isInstance)
        .map(event -> ((TickEnded) event).epoch())
        .toList();
  }

  private static String refusalOf(TestNode node, SignedTransaction transaction) {
    return String.valueOf(
        catchThrowableOfType(
                RejectedException.class, () -> node.service.submit(transaction.encoded()))
            .getMessage());
  }

  static void assertFullReplayAgrees(TestNode node) {
    var chain = node.service.chain();
    BlockHeader head = chain.header(chain.headHeight()).orElseThrow();
    var replay = new Replay(chain, TestNode.REGISTRY, Replay.Ahead.NOT, _ -> {});
    assertThat(List.of(replay.full(), replay.fold()))
        .allSatisfy(result -> {
          assertThat(result.height()).isEqualTo(head.height());
          assertThat(result.stateRoot()).isEqualTo(head.stateRoot());
          assertThat(result.eventRoot()).isEqualTo(head.extra().eventRoot());
        });
    assertThat(node.faults).isEmpty();
  }
}
