package althing.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.block.Log;
import althing.ledger.block.Receipt;
import althing.ledger.chain.ChainReader.LogLimits;
import althing.ledger.chain.ChainReader.LogQuery;
import althing.ledger.chain.ChainReader.PlacedLog;
import althing.ledger.chain.ChainReader.TooManyResultsException;
import althing.ledger.port.MemoryStore;
import althing.ledger.types.Address;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LogIndexTest {

  private static final Retention ARCHIVE = Retention.ARCHIVE;
  private static final LogLimits UNLIMITED =
      new LogLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void queries_find_what_a_look_at_every_log_finds(long seed) {
    var synthetic = new SyntheticChain(seed, new MemoryStore(), ARCHIVE).grow(40);
    var random = new Random(seed);
    int found = 0;
    for (int i = 0; i < 300; i++) {
      LogQuery query = query(random);
      List<PlacedLog> logs = synthetic.chain().logs(query, UNLIMITED);
      assertThat(logs).isEqualTo(lookAtEveryLog(synthetic, query));
      found += logs.size();
    }
    assertThat(found).isGreaterThan(300);
  }

  private static LogQuery query(Random random) {
    long from = random.nextInt(45) - 3;
    long to = random.nextInt(4) == 0 ? Long.MAX_VALUE : from + random.nextInt(20);
    Set<Address> addresses = new HashSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      addresses.add(pick(random, SyntheticChain.ADDRESSES));
    }
    var topics = new ArrayList<Set<Hash>>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Set<Hash> alternatives = new HashSet<>();
      for (int j = random.nextInt(3); j > 0; j--) {
        alternatives.add(pick(random, SyntheticChain.TOPICS));
      }
      topics.add(alternatives);
    }
    return new LogQuery(from, to, addresses, topics);
  }

  private static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static List<PlacedLog> lookAtEveryLog(SyntheticChain synthetic, LogQuery query) {
    var found = new ArrayList<PlacedLog>();
    for (BlockCommit commit : synthetic.commits()) {
      if (commit.height() < query.fromHeight() || commit.height() > query.toHeight()) {
        continue;
      }
      int index = 0;
      for (int tx = 0; tx < commit.receipts().size(); tx++) {
        Receipt receipt = commit.receipts().get(tx);
        for (Log log : receipt.logs()) {
          if (matches(query, log)) {
            found.add(new PlacedLog(log, commit.height(), tx, index));
          }
          index++;
        }
      }
    }
    return found;
  }

  private static boolean matches(LogQuery query, Log log) {
    boolean matches = query.addresses().isEmpty() || query.addresses().contains(log.address());
    for (int i = 0; i < query.topics().size(); i++) {
      Set<Hash> wanted = query.topics().get(i);
      boolean there = i < log.topics().size();
      matches &= there && (wanted.isEmpty() || wanted.contains(log.topics().get(i)));
    }
    return matches;
  }

  @Test
  void more_matches_than_the_limit_are_refused_by_number() {
    var synthetic = new SyntheticChain(8, new MemoryStore(), ARCHIVE).grow(20);
    var all = new LogQuery(0, 100, Set.of(), List.of());
    int count = synthetic.chain().logs(all, UNLIMITED).size();

    assertThat(synthetic.chain().logs(all, results(count))).hasSize(count);
    assertThatThrownBy(() -> synthetic.chain().logs(all, results(count - 1)))
        .isInstanceOf(TooManyResultsException.class)
        .hasMessageMatching(
            "query returned more than %d results\\. Try with this block range \\[0x0, 0x1[0-3]\\]\\."
                .formatted(count - 1));
  }

  private static LogLimits results(int limit) {
    return new LogLimits(limit, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /** What is proposed is within the limits, and range by range everything is found. */
  @ParameterizedTest
  @CsvSource({"5,100000", "100000,12"})
  void a_search_that_looks_too_far_ends_with_a_range_that_does_not(int blocks, int seeks) {
    var synthetic = new SyntheticChain(8, new MemoryStore(), ARCHIVE).grow(60);
    var limits = new LogLimits(Integer.MAX_VALUE, blocks, seeks);
    var query = new LogQuery(3, 59, Set.copyOf(SyntheticChain.ADDRESSES), List.of());
    var all = synthetic.chain().logs(query, UNLIMITED);
    var found = new ArrayList<PlacedLog>();
    long from = 3;
    int rounds = 0;
    while (from <= 59) {
      var part = new LogQuery(from, 59, query.addresses(), query.topics());
      long to = 59;
      try {
        found.addAll(synthetic.chain().logs(part, limits));
      } catch (TooManyResultsException e) {
        to = e.searchedTo();
        assertThat(to).isGreaterThanOrEqualTo(from);
        assertThat(e)
            .hasMessage(
                "query looks into more than %d blocks or index entries. Try with this block range"
                        .formatted(Math.min(blocks, seeks))
                    + " [0x%x, 0x%x].".formatted(from, to));
        found.addAll(
            synthetic
                .chain()
                .logs(new LogQuery(from, to, query.addresses(), query.topics()), limits));
      }
      from = to + 1;
      rounds++;
    }
    assertThat(rounds).isGreaterThan(3);
    assertThat(found).isEqualTo(all).isNotEmpty();
  }
}
