package althing.node.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import althing.node.app.run.LinkControl.Links;
import althing.node.network.PeerId;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines on a node's standard input change its links, or nothing. */
class LinkControlTest {

  private static final String KEY = "ab".repeat(32);

  private final List<String> done = new ArrayList<>();
  private final Links links =
      new Links() {
        @Override
        public void cut(PeerId peer) {
          done.add("cut " + peer.key());
        }

        @Override
        public void open(PeerId peer) {
          done.add("open " + peer.key());
        }

        @Override
        public void delay(PeerId peer, long millis) {
          done.add("delay " + peer.key() + " " + millis);
        }
      };

  private void follow(String text) {
    new LinkControl(links)
        .follow(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void links_are_cut_opened_and_delayed_in_order() {
    follow(
        "link %1$s cut\nlink 0x%1$s open\r\nlink %1$s delay 250\nlink %1$s delay 0\n"
            .formatted(KEY));
    assertThat(done)
        .containsExactly(
            "cut 0x" + KEY, "open 0x" + KEY, "delay 0x" + KEY + " 250", "delay 0x" + KEY + " 0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "link",
        "unlink KEY cut",
        "link 12 cut",
        "link KEY slow",
        "link KEY cut now",
        "link KEY delay",
        "link KEY delay -1",
        "link KEY delay 600001",
        "link KEY delay 99999999999999999999",
        "link KEY delay 1.5"
      })
  void a_line_that_says_anything_else_changes_nothing(String line) {
    follow(line.replace("KEY", KEY) + "\n");
    assertThat(done).isEmpty();
  }

  @Test
  void a_long_line_is_no_reason_to_stop_reading() {
    follow("link " + "x".repeat(1 << 20) + "\nlink " + KEY + " cut\n");
    assertThat(done).containsExactly("cut 0x" + KEY);
  }

  @Test
  void what_is_not_ended_by_a_line_feed_was_not_said() {
    follow("link " + KEY + " delay 25");
    assertThat(done).isEmpty();
  }
}
