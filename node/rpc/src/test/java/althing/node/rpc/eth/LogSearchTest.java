package althing.node.rpc.eth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.chain.ChainReader;
import althing.ledger.chain.ChainReader.LogLimits;
import althing.ledger.chain.ChainReader.LogQuery;
import althing.ledger.chain.ChainReader.TooManyResultsException;
import althing.ledger.types.Address;
import althing.node.rpc.json.JsonOut;
import althing.node.rpc.json.ResponseBuffer;
import althing.node.rpc.method.RpcException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a search for logs may cost, on a chain of 50 001 blocks without logs. */
class LogSearchTest {

  private static final long HEAD = 50_000;
  private static final LogFilter ANY = filter(Set.of());
  private static final LogFilter NARROWED = filter(Set.of(Address.system(0x1000)));

  private final List<LogQuery> asked = new ArrayList<>();
  private final List<LogLimits> limits = new ArrayList<>();
  private long head = HEAD;
  private long widest = Long.MAX_VALUE;
  private final ChainReader chain =
      (ChainReader)
          Proxy.newProxyInstance(
              ChainReader.class.getClassLoader(),
              new Class<?>[] {ChainReader.class},
              (_, method, arguments) ->
                  switch (method.getName()) {
                    case "headHeight" -> head;
                    case "logs" -> logs((LogQuery) arguments[0], (LogLimits) arguments[1]);
                    default -> throw new AssertionError(method);
                  });
  private final LogSearch search = new LogSearch(chain, 10_000, 10_000);

  private static LogFilter filter(Set<Address> addresses) {
    return new LogFilter(
        Optional.empty(),
        Optional.of(new BlockRef.OfHeight(16)),
        Optional.of(BlockRef.Tag.LATEST),
        addresses,
        List.of());
  }

  private List<ChainReader.PlacedLog> logs(LogQuery query, LogLimits limit) {
    asked.add(query);
    limits.add(limit);
    if (query.toHeight() - query.fromHeight() >= widest) {
      throw TooManyResultsException.work(
          limit.blocks(), query.fromHeight(), query.fromHeight() + widest - 1);
    }
    return List.of();
  }

  @Test
  void a_range_that_nothing_narrows_is_refused_with_one_that_is_not() {
    assertThatThrownBy(() -> search.range(ANY))
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.code()).isEqualTo(RpcException.LIMIT_EXCEEDED))
        .hasMessage(
            "block range too wide: 49985 blocks, at most 10000 without an address or topic. Try"
                + " with this block range [0x10, 0x271f].");
    assertThat(0x271f - 0x10 + 1).isEqualTo(10_000);
    assertThat(search.range(NARROWED)).isEqualTo(new LogSearch.Range(16, HEAD));
    assertThat(asked).isEmpty();
  }

  @Test
  void every_search_has_limits_and_only_one_block_may_have_any_number_of_logs() {
    search.find(NARROWED, search.range(NARROWED));
    search.find(NARROWED, new LogSearch.Range(7, 7));
    assertThat(limits)
        .containsExactly(
            new LogLimits(10_000, 10_000, 200_000),
            new LogLimits(Integer.MAX_VALUE, 10_000, 200_000));
  }

  /** A poll takes what one search may cost, and the next one goes on. */
  @Test
  void a_filter_goes_on_where_the_limits_ended_its_search() {
    var filters =
        new Filters(
            chain,
            search,
            new PendingRing(),
            new Filters.Limits(9, 9, Duration.ofHours(1)),
            () -> 0);
    head = 100;
    String id = filters.install("somebody", new Filters.Topic.Logs(NARROWED));
    head = 400;
    widest = 120;
    for (int i = 0; i < 3; i++) {
      poll(filters, id);
    }
    assertThat(asked)
        .extracting(LogQuery::fromHeight)
        .containsExactly(101L, 101L, 221L, 221L, 341L);
    assertThat(asked).extracting(LogQuery::toHeight).containsExactly(400L, 220L, 400L, 340L, 400L);
  }

  private static void poll(Filters filters, String id) {
    var buffer = new ResponseBuffer(64, 1_000);
    try (var out = new JsonOut(buffer)) {
      filters.writeChanges(out, id);
    }
    assertThat(new String(buffer.toArray(), StandardCharsets.UTF_8)).isEqualTo("[]");
  }
}
