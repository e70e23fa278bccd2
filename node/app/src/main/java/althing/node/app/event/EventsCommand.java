package althing.node.app.event;

import althing.ledger.types.Address;
import althing.node.app.CommandFailure;
import althing.node.app.client.ClientOptions;
import althing.node.app.client.RpcException;
import althing.node.app.terminal.OutputOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code althing events}. */
@Command(
    name = "events",
    description = {
      "Follow the log: every event from a sequence number on, as it becomes final.",
      "A connection that breaks is taken up where it was: no gap and no repeat."
    })
public final class EventsCommand implements Runnable {

  private static final String DATA = "data:";
  private static final int MAX_FAILURES = 10;
  private static final long PAUSE_MILLIS = 1_000;

  @Mixin ClientOptions node;
  @Mixin OutputOptions output;

  @Option(
      names = "--from",
      paramLabel = "SEQUENCE",
      defaultValue = "0",
      description = "Number of the first event (default 0, the beginning).")
  long from;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "End after this many events (default: only with Ctrl-C).")
  @Nullable Long limit;

  @Option(
      names = "--name",
      paramLabel = "EVENT",
      description = "Only events of this name, e.g. Transferred; may be repeated.")
  Set<String> names = Set.of();

  @Option(
      names = "--account",
      paramLabel = "ADDRESS",
      description = "Only events that name this account.")
  @Nullable Address account;

  private long next;
  private long shown;

  @Override
  public void run() {
    next = from;
    int failures = 0;
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (!isDone()) {
        long before = next;
        try {
          read(http);
        } catch (IOException | UncheckedIOException e) {
          failures = next > before ? 1 : failures + 1;
          if (shown == 0 && next == from || failures > MAX_FAILURES) {
            throw new RpcException.Unreachable(
                "no event feed from %s: %s".formatted(node.rpcUrl(), e.getMessage()), e);
          }
        }
        if (!isDone()) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
      http.shutdownNow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDone() {
    return limit != null && shown >= limit;
  }

  private void read(HttpClient http) throws IOException, InterruptedException {
    URI feed = node.rpcUrl().resolve("/events?from=" + next);
    HttpResponse<Stream<String>> response =
        http.send(HttpRequest.newBuilder(feed).build(), BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      Iterator<String> iterator = lines.iterator();
      if (response.statusCode() != 200) {
        throw CommandFailure.failed(
            "%s: %s".formatted(feed, iterator.hasNext() ? iterator.next() : "no event feed"));
      }
      while (!isDone() && iterator.hasNext()) {
        String line = iterator.next();
        if (line.startsWith(DATA)) {
          show(JsonMapper.shared().readTree(line.substring(DATA.length())));
        }
      }
    }
  }

  private void show(JsonNode event) {
    next = event.path("sequence").asLong() + 1;
    if (!names.isEmpty() && !names.contains(event.path("name").asString(""))) {
      return;
    }
    if (account != null
        && !event.path("fields").toString().toLowerCase(Locale.ROOT).contains(account.toHex())) {
      return;
    }
    shown++;
    output.line(
        event,
        "%d  height %d  %s %s"
            .formatted(
                event.path("sequence").asLong(),
                event.path("height").asLong(),
                event.path("name").asString(""),
                event.path("fields")));
  }
}
