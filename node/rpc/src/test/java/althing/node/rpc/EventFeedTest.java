package althing.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** L12: the log as server-sent events, without gap or repeat. */
class EventFeedTest extends RpcTest {

  /** A connection to the feed. */
  private static final class Reader implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final BufferedReader lines;

    Reader(RpcServer server, String query, @Nullable String lastEventId) throws Exception {
      var request = HttpRequest.newBuilder(URI.create(server.url() + "/events" + query));
      if (lastEventId != null) {
        request.header("Last-Event-ID", lastEventId);
      }
      var response = http.send(request.build(), BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The next event; its id is its sequence number. */
    JsonNode next() throws IOException {
      String id = "";
      while (true) {
        String line = lines.readLine();
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          JsonNode event = Client.parse(line.substring(6));
          assertThat(event.get("sequence").asString()).isEqualTo(id);
          return event;
        }
      }
    }

    @Override
    public void close() {
      http.shutdownNow();
    }
  }

  @Test
  void history_comes_first_and_goes_over_into_what_happens() throws Exception {
    node.transfer("alice", "bob", 1);
    node.mine();
    long history = node.chain().eventCount();
    try (var reader = new Reader(server, "?from=0", null)) {
      for (long sequence = 0; sequence < history; sequence++) {
        assertThat(reader.next().get("sequence").asLong()).isEqualTo(sequence);
      }
      node.donate("bob", 2);
      node.mine();
      var names = new ArrayList<String>();
      for (long sequence = history; sequence < node.chain().eventCount(); sequence++) {
        JsonNode event = reader.next();
        assertThat(event.get("sequence").asLong()).isEqualTo(sequence);
        assertThat(event.get("raw").asString())
            .isEqualTo(node.chain().eventsFrom(sequence, 1).getFirst().encoded().toHex());
        names.add(event.get("name").asString());
      }
      assertThat(names).contains("BlockStarted", "Donated", "TransactionApplied");
    }
  }

  /** The connection breaks at random moments while blocks are made; the log arrives whole. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 42})
  void a_reader_that_reconnects_misses_and_repeats_nothing(long seed) throws Exception {
    var random = new Random(seed);
    var enough = new AtomicBoolean();
    var miner =
        CompletableFuture.runAsync(() -> {
          for (int i = 0; !enough.get(); i++) {
            if (i < 200) {
              node.transfer("alice", "bob", i);
            }
            node.mine();
          }
        });
    long next = 0;
    try {
      while (next < 1_000) {
        String last = next == 0 ? null : Long.toString(next - 1);
        try (var reader = new Reader(server, "?from=0", last)) {
          int count = 1 + random.nextInt(100);
          for (int i = 0; i < count; i++) {
            JsonNode event = reader.next();
            assertThat(event.get("sequence").asLong()).isEqualTo(next);
            next++;
          }
        }
      }
    } finally {
      enough.set(true);
    }
    miner.get();
  }

  /** A reader that stops reading costs nothing and later gets all of it. */
  @Test
  void a_slow_reader_gets_everything_at_its_own_pace() throws Exception {
    try (var slow = new Reader(server, "", null);
        var quick = new Reader(server, "?from=0", null)) {
      for (int i = 0; i < 3_000; i++) {
        node.transfer("alice", "bob", i);
        if (i % 50 == 49) {
          node.mine();
        }
      }
      long size = node.chain().eventCount();
      for (long sequence = 0; sequence < size; sequence++) {
        assertThat(quick.next().get("sequence").asLong()).isEqualTo(sequence);
      }
      for (long sequence = 0; sequence < size; sequence++) {
        assertThat(slow.next().get("sequence").asLong()).isEqualTo(sequence);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "?from=x,from: must be a sequence number",
    "?from=-1,from: must be a sequence number",
    "?from=99999999999999999999,from: must be a sequence number",
    "?from=13,from: the log has only 12 events",
  })
  void a_beginning_that_is_none_is_refused(String query, String message) {
    var answer = client.get("/events" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo(message + "\n");
  }

  @Test
  void a_last_event_of_another_log_is_refused() {
    var answer =
        client.exchange(
            HttpRequest.newBuilder(URI.create(server.url() + "/events"))
                .header("Last-Event-ID", "12")
                .build());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("Last-Event-ID: the log has only 12 events\n");
  }

  @Test
  void feeds_have_a_limit() throws Exception {
    var narrow = new RpcConfig("127.0.0.1", 0, 1 << 20, 20, 8 << 20, 64, 4, 256 << 10, 2);
    try (var small = start(narrow);
        var first = new Reader(small, "", null);
        var second = new Reader(small, "", null)) {
      assertThat(first.next()).isEqualTo(second.next());
      var answer = new Client(small).get("/events");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("too many event feeds: at most 2\n");
      assertThat(new Client(small).get("/metrics").body()).contains("althing_rpc_feeds 2.0");
    }
  }

  @Test
  void a_stopping_node_ends_its_feeds() throws Exception {
    try (var reader = new Reader(server, "?from=12", null)) {
      server.close();
      List<String> rest;
      try {
        rest = reader.lines.lines().toList();
      } catch (UncheckedIOException _) {
        rest = List.of();
      }
      assertThat(rest).allMatch(line -> line.isEmpty() || line.startsWith(":"));
    } finally {
      server = start(config());
    }
  }
}
