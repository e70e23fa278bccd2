package althing.ledger.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.block.Log;
import althing.ledger.block.Receipt;
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
import org.junit.jupiter.params.provider.ValueSource;

final class LogIndexTest {

  private static final Retention ARCHIVE = Retention.ARCHIVE;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void queries_find_what_a_look_at_every_log_finds(long seed) {
    var synthetic = new SyntheticChain(seed, new MemoryStore(), ARCHIVE).grow(40);
    var random = new Random(seed);
    int found = 0;
    for (int i = 0; i < 300; i++) {
      LogQuery query = query(random);
      List<PlacedLog> logs = synthetic.chain().logs(query, Integer.MAX_VALUE);
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
    int count = synthetic.chain().logs(all, Integer.MAX_VALUE).size();

    assertThat(synthetic.chain().logs(all, count)).hasSize(count);
    assertThatThrownBy(() -> synthetic.chain().logs(all, count - 1))
        .isInstanceOf(TooManyResultsException.class)
        .hasMessage("query returned more than " + (count - 1) + " results");
  }
}
