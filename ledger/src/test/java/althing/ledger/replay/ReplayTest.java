package althing.ledger.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.account.AccountEvent.Transferred;
import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BlockHeader;
import althing.ledger.chain.ChainReader;
import althing.ledger.chain.StoredChain;
import althing.ledger.event.RecordedEvent;
import althing.ledger.execution.TestChain;
import althing.ledger.port.MemoryStore;
import althing.ledger.replay.Replay.MismatchException;
import althing.ledger.replay.Replay.Result;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** L3: what the log gives, folded or run again, is what was on disk. */
class ReplayTest {

  private static final List<String> PEOPLE = List.of("alice", "bob", "carol", "dave");

  private final StoredChain stored = StoredChain.in(new MemoryStore());

  /** Transfers of four people over 40 blocks with four epochs. */
  private ChainReader history() {
    var random = new SplittableRandom(7);
    for (int block = 0; block < 40; block++) {
      var transactions = new ArrayList<SignedTransaction>();
      boolean tick = block % 10 == 9;
      for (String person : PEOPLE) {
        if (!tick && random.nextBoolean()) {
          Address to = TestChain.person(PEOPLE.get(random.nextInt(4)));
          transactions.add(stored.transfer(person, 0, to, Amount.of(random.nextInt(1_000))));
        }
      }
      stored.blockAfter(
          tick ? StoredChain.EPOCH_MILLIS : 1, transactions.toArray(SignedTransaction[]::new));
    }
    return stored.chain();
  }

  private static Replay replay(ChainReader chain) {
    return new Replay(chain, StoredChain.REGISTRY, Replay.Ahead.NOT, progress -> {});
  }

  @Test
  void fold_and_full_replay_end_at_the_head_with_its_roots() {
    ChainReader chain = history();
    Result fold = replay(chain).fold();
    Result full = replay(chain).full();

    BlockHeader head = chain.header(chain.headHeight()).orElseThrow();
    assertThat(fold).isEqualTo(full);
    assertThat(fold.height()).isEqualTo(40);
    assertThat(fold.stateRoot()).isEqualTo(head.stateRoot());
    assertThat(fold.eventRoot()).isEqualTo(head.extra().eventRoot());
    assertThat(fold.events()).isEqualTo(chain.eventCount());
    assertThat(fold.transactions()).isPositive();
  }

  /** L17: neither locale nor time zone reaches the roots. */
  @Test
  void replay_does_not_depend_on_locale_or_time_zone() {
    ChainReader chain = history();
    Result usual = replay(chain).full();
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Chatham"));
      assertThat(replay(chain).full()).isEqualTo(usual);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void progress_is_told_for_each_block() {
    ChainReader chain = history();
    var blocks = new AtomicLong();
    new Replay(chain, StoredChain.REGISTRY, Replay.Ahead.NOT, progress -> blocks.incrementAndGet())
        .fold();
    assertThat(blocks).hasValue(41);
  }

  @Test
  void an_event_that_was_changed_is_found_at_its_height() {
    ChainReader forged =
        answering(
            history(),
            "events",
            (height, answer) -> height == 12L ? doubled((List<?>) answer) : answer);
    assertThatThrownBy(() -> replay(forged).fold())
        .isInstanceOf(MismatchException.class)
        .hasMessageStartingWith("height 12: event root is ");
  }

  @Test
  void a_header_that_was_changed_breaks_the_chain_after_it() {
    ChainReader forged =
        answering(
            history(),
            "header",
            (height, answer) -> height == 5L ? withMoreGas((Optional<?>) answer) : answer);
    assertThatThrownBy(() -> replay(forged).fold())
        .isInstanceOf(MismatchException.class)
        .hasMessageStartingWith("height 6: parent hash is ");
  }

  @Test
  void a_sender_that_did_not_sign_is_found_by_running_again() {
    ChainReader chain = history();
    ChainReader forged =
        answering(
            chain,
            "block",
            (height, answer) -> height == 1L ? stolen((Optional<?>) answer) : answer);
    assertThatThrownBy(() -> replay(forged).full())
        .isInstanceOf(MismatchException.class)
        .hasMessageStartingWith("height 1: sender of transactions[0] is ");
  }

  private static Object doubled(List<?> events) {
    var changed = new ArrayList<RecordedEvent>();
    for (Object each : events) {
      var event = (RecordedEvent) each;
      changed.add(
          event.event() instanceof Transferred t
              ? StoredChain.REGISTRY.record(
                  new Transferred(t.from(), t.to(), t.amount().plus(Amount.ONE)),
                  event.sequence(),
                  event.height(),
                  event.tx(),
                  event.index())
              : event);
    }
    return changed;
  }

  private static Object withMoreGas(Optional<?> answer) {
    BlockHeader h = (BlockHeader) answer.orElseThrow();
    return Optional.of(
        new BlockHeader(
            h.parentHash(),
            h.miner(),
            h.stateRoot(),
            h.transactionsRoot(),
            h.receiptsRoot(),
            h.logsBloom(),
            h.height(),
            h.gasLimit(),
            h.gasUsed() + 1,
            h.timestampMillis(),
            h.extra(),
            h.mixHash(),
            h.baseFee()));
  }

  private static Object stolen(Optional<?> answer) {
    Block block = (Block) answer.orElseThrow();
    List<SignedTransaction> transactions = new ArrayList<>(block.body().transactions());
    SignedTransaction first = transactions.getFirst();
    transactions.set(
        0,
        new SignedTransaction(
            first.transaction(),
            first.signature(),
            first.encoded(),
            first.hash(),
            TestChain.person("mallory")));
    return Optional.of(
        new Block(
            block.header(),
            new BlockBody(transactions, block.body().lastCommit(), block.body().vrfProof()),
            block.hash()));
  }

  /** A chain that answers as {@code chain} does, but for one method with a height. */
  private static ChainReader answering(
      ChainReader chain, String method, BiFunction<Long, Object, Object> change) {
    return (ChainReader)
        Proxy.newProxyInstance(
            ReplayTest.class.getClassLoader(),
            new Class<?>[] {ChainReader.class},
            (proxy, called, arguments) -> {
              try {
                Object answer = called.invoke(chain, arguments);
                return called.getName().equals(method)
                    ? change.apply((Long) arguments[0], answer)
                    : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
