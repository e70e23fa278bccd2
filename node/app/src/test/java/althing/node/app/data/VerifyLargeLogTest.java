package althing.node.app.data;

import static org.assertj.core.api.Assertions.assertThat;

import althing.node.app.Cli;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fold and full replay agree on a long log, and conservation holds at its end. */
class VerifyLargeLogTest {

  private static final int TRANSFERS_A_BLOCK = 2_000;

  @TempDir Path directory;

  @Test
  void a_log_of_100_000_events_is_verified() {
    verify(100_000);
  }

  @Test
  @Tag("nightly")
  void a_log_of_1_000_000_events_is_verified() {
    verify(1_000_000);
  }

  /** A transfer makes two events. */
  private void verify(int events) {
    SampleChain.write(directory, events / 2 / TRANSFERS_A_BLOCK, TRANSFERS_A_BLOCK);

    var result = Cli.run("verify", "--json", "--data-dir", directory.toString());

    assertThat(result.err()).isEmpty();
    var report = result.json();
    assertThat(report.path("events").asLong()).isGreaterThanOrEqualTo(events);
    assertThat(report.path("transactions").asLong()).isEqualTo(events / 2);
    System.out.printf(
        "%,d events: fold %,d events/s, full %,d events/s%n",
        report.path("events").asLong(),
        report.path("fold").path("eventsPerSecond").asLong(),
        report.path("full").path("eventsPerSecond").asLong());
  }
}
