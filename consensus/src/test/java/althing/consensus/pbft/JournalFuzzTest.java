package althing.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.pbft.JournalReader.Content;
import althing.consensus.pbft.JournalReader.Ending.Clean;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any file has an ending, and what was read of it reads back from what is written of it. */
class JournalFuzzTest {

  @MethodSource("segments")
  @FuzzTest
  void reading(byte[] file) {
    read(file);
    readBody(file);
  }

  private static void read(byte[] file) {
    Content content = JournalReader.read(file, Samples::readBlock);
    int filledUp = (int) JournalLayout.aligned(file.length);
    assertThat(content.ending().offset()).isBetween(0, filledUp);
    if (!content.records().isEmpty()) {
      assertThat(rewritten(content.records()).records()).isEqualTo(content.records());
    }
  }

  /** The input as a frame whose checks are right. */
  private static void readBody(byte[] body) {
    byte[] segment = new byte[(int) (64 + JournalLayout.aligned(body.length + 1))];
    System.arraycopy(JournalLayout.segmentHeader(1), 0, segment, 0, 32);
    System.arraycopy(body, 0, segment, 64, body.length);
    segment[64 + body.length] = JournalLayout.END_OF_BODY;
    byte[] frame = Arrays.copyOfRange(segment, 32, segment.length);
    JournalLayout.putFrameHeader(
        frame,
        1,
        new JournalLayout.FrameHeader(
            body.length + 1,
            1,
            JournalLayout.link(segment, 0),
            JournalLayout.check(1, segment, 64, segment.length - 64)));
    System.arraycopy(frame, 0, segment, 32, frame.length);

    Content content = JournalReader.read(segment, Samples::readBlock);
    if (content.ending() instanceof Clean && !content.records().isEmpty()) {
      assertThat(JournalWriter.ofNewSegment(1).frame(content.records())).isEqualTo(frame);
    }
  }

  private static Content rewritten(List<JournalRecord> records) {
    var writer = JournalWriter.ofNewSegment(1);
    byte[] frame = writer.frame(records);
    byte[] segment = Arrays.copyOf(writer.header(), 32 + frame.length);
    System.arraycopy(frame, 0, segment, 32, frame.length);
    return JournalReader.read(segment, Samples::readBlock);
  }

  static Stream<byte[]> segments() {
    var writer = JournalWriter.ofNewSegment(1);
    byte[] first = writer.frame(Samples.records().subList(0, 3));
    byte[] second = writer.frame(Samples.records().subList(3, 7));
    byte[] segment = Arrays.copyOf(writer.header(), 64 + first.length + second.length);
    System.arraycopy(first, 0, segment, 32, first.length);
    System.arraycopy(second, 0, segment, 32 + first.length, second.length);
    byte[] body = Arrays.copyOfRange(first, 32, first.length);
    return Stream.of(segment, Arrays.copyOf(segment, 200), body);
  }
}
