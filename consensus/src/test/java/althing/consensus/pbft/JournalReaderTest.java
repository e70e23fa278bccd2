package althing.consensus.pbft;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.pbft.JournalReader.Content;
import althing.consensus.pbft.JournalReader.Ending.Clean;
import althing.consensus.pbft.JournalReader.Ending.Damaged;
import althing.consensus.pbft.JournalReader.Ending.Torn;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule J4: what a disk gives back is whole, was torn at its end, or is lost; never less, quietly.
 */
class JournalReaderTest {

  private static final long SALT = 0x0123456789abcdefL;
  private static final int PREALLOCATED = 3_000;

  /** A segment, and how many of its records are there at the end of each frame. */
  private static final class Segment {
    private final JournalWriter writer = JournalWriter.ofNewSegment(SALT);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<JournalRecord> records = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();

    Segment() {
      bytes.writeBytes(writer.header());
      mark();
    }

    static Segment of(List<List<JournalRecord>> frames) {
      var segment = new Segment();
      frames.forEach(segment::append);
      return segment;
    }

    void append(List<JournalRecord> frame) {
      assertThat(writer.offset()).isEqualTo(bytes.size());
      bytes.writeBytes(writer.frame(frame));
      records.addAll(frame);
      mark();
    }

    private void mark() {
      ends.add(bytes.size());
      counts.add(records.size());
    }

    byte[] written() {
      return bytes.toByteArray();
    }

    /** What was written, and zeros where nothing was yet. */
    byte[] onDisk() {
      return Arrays.copyOf(written(), bytes.size() + PREALLOCATED);
    }

    /** End of the last frame that ends at {@code offset} or before. */
    int endUpTo(int offset) {
      return ends.stream().filter(end -> end <= offset).reduce((_, last) -> last).orElse(32);
    }

    List<JournalRecord> recordsUpTo(int offset) {
      return records.subList(0, counts.get(ends.indexOf(endUpTo(offset))));
    }
  }

  private static Segment aSegment() {
    var all = Samples.records();
    return Segment.of(
        List.of(
            all.subList(0, 1),
            all.subList(1, 3),
            all.subList(5, 7),
            all.subList(3, 4),
            all.subList(4, 5)));
  }

  @Test
  void its_bytes_are_fixed() {
    var segment = Segment.of(List.of(List.of(new JournalRecord.Floor(3, 1))));
    assertThat(HexFormat.of().formatHex(segment.written()))
        .isEqualTo(
            "414c54484a524e4c"
                + "00000001"
                + "0000000000000000"
                + "0123456789abcdef"
                + "69be4537"
                + ("4652414d" + "00000016" + "0000000000000001" + "89abcdef" + "69be4537")
                + ("214d1dbe" + "21ae274f")
                + ("00000011" + "01" + "0000000000000003" + "0000000000000001" + "a5")
                + "00".repeat(10));
  }

  @Test
  void a_whole_segment_reads_back_and_goes_on() {
    var segment = aSegment();
    for (byte[] bytes : List.of(segment.written(), segment.onDisk())) {
      Content content = read(bytes);
      assertThat(content.records()).isEqualTo(segment.records);
      assertThat(content.ending()).isEqualTo(new Clean(segment.written().length));
      assertThat(content.writer().offset()).isEqualTo(segment.writer.offset());

      var more = List.<JournalRecord>of(new JournalRecord.Floor(9, 9));
      byte[] grown = Arrays.copyOf(segment.written(), segment.written().length + 64);
      System.arraycopy(content.writer().frame(more), 0, grown, segment.written().length, 64);
      assertThat(read(grown).records()).hasSize(segment.records.size() + 1).endsWith(more.get(0));
    }
    assertThat(read(new Segment().onDisk()).ending()).isEqualTo(new Clean(32));
  }

  @Test
  void cut_anywhere_it_keeps_every_frame_before_the_cut_and_calls_the_rest_torn() {
    var segment = aSegment();
    byte[] good = segment.written();
    for (int length = 32; length <= good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      for (byte[] bytes : List.of(cut, Arrays.copyOf(cut, good.length + PREALLOCATED))) {
        Content content = read(bytes);
        int end = content.ending().offset();
        // A frame is there without the zeros that fill it up.
        int there = segment.endUpTo(length + zeros(good, length));
        assertThat(end).isEqualTo(there);
        assertThat(content.records()).isEqualTo(segment.recordsUpTo(end));
        assertThat(content.ending()).isInstanceOf(end >= length ? Clean.class : Torn.class);
      }
    }
    for (int length = 0; length < 32; length++) {
      assertThat(read(Arrays.copyOf(good, length)).ending()).isInstanceOf(Damaged.class);
    }
  }

  @Test
  void no_flipped_bit_loses_a_record_quietly() {
    var segment = aSegment();
    byte[] bytes = segment.onDisk();
    int written = segment.written().length;
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Content content = read(bytes);
      if (bit / 8 < written) {
        assertThat(content.ending()).as("bit %d", bit).isInstanceOf(Damaged.class);
        assertThat(content.ending().offset()).isLessThanOrEqualTo(bit / 8);
        assertThat(content.records()).isEqualTo(segment.recordsUpTo(content.ending().offset()));
      } else {
        assertThat(content.records()).as("bit %d", bit).isEqualTo(segment.records);
        assertThat(content.ending()).isNotInstanceOf(Clean.class);
      }
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  /** A disk writes sectors whole, in any order: which of them arrived makes no difference. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void a_frame_of_which_some_sectors_are_missing_is_torn(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      var segment = new Segment();
      for (int frames = random.nextInt(4); frames > 0; frames--) {
        segment.append(someRecords(random));
      }
      byte[] before = segment.onDisk();
      var records = List.copyOf(segment.records);
      int end = before.length - PREALLOCATED;
      segment.append(someRecords(random));
      byte[] after = segment.onDisk();
      byte[] disk = Arrays.copyOf(before, after.length);
      for (int from = 0; from < disk.length; from += 512) {
        if (random.nextBoolean()) {
          int length = Math.min(512, disk.length - from);
          System.arraycopy(after, from, disk, from, length);
        }
      }
      Content content = read(disk);
      if (Arrays.equals(disk, after)) {
        assertThat(content.records()).isEqualTo(segment.records);
      } else {
        assertThat(content.records()).isEqualTo(records);
        assertThat(content.ending()).isNotInstanceOf(Damaged.class);
        assertThat(content.ending().offset()).isEqualTo(end);
      }
    }
  }

  @Test
  void a_sector_that_is_wiped_before_another_frame_is_damage() {
    var segment = new Segment();
    for (int i = 0; i < 10; i++) {
      segment.append(Samples.records());
    }
    byte[] good = segment.onDisk();
    int lastFrame = segment.endUpTo(segment.written().length - 1);
    for (int from = 512; from + 512 <= lastFrame; from += 512) {
      byte[] wiped = good.clone();
      Arrays.fill(wiped, from, from + 512, (byte) 0);
      assertThat(read(wiped).ending()).isInstanceOf(Damaged.class);
    }
  }

  @Test
  void a_frame_that_is_wiped_before_another_is_damage() {
    var segment = aSegment();
    for (int i = 0; i + 2 < segment.ends.size(); i++) {
      byte[] wiped = segment.onDisk();
      int from = segment.ends.get(i);
      Arrays.fill(wiped, from, segment.ends.get(i + 1), (byte) 0);
      assertThat(read(wiped).ending())
          .isEqualTo(
              new Damaged(
                  from,
                  "frame %d is missing, but one at offset %d is there"
                      .formatted(i + 1, segment.ends.get(i + 1))));
    }
  }

  @Test
  void a_frame_that_follows_another_than_the_one_before_it_is_damage() {
    var segment = Segment.of(List.of(vote(2), vote(3)));
    byte[] bytes = segment.written();
    byte[] fork = JournalWriter.ofNewSegment(SALT).frame(vote(7));
    System.arraycopy(fork, 0, bytes, 32, fork.length);
    assertThat(read(bytes).ending())
        .isEqualTo(new Damaged(32 + fork.length, "frame 2 in the place of frame 2"));
  }

  @Test
  void frames_of_another_segment_or_in_another_order_are_damage() {
    var segment = Segment.of(List.of(vote(2), vote(3), vote(4)));
    byte[] good = segment.written();
    byte[] missing = Arrays.copyOf(good, segment.ends.get(2));
    System.arraycopy(
        good,
        segment.ends.get(2),
        missing,
        segment.ends.get(1),
        missing.length - segment.ends.get(1));
    assertThat(read(missing).ending())
        .isEqualTo(new Damaged(segment.ends.get(1), "frame 3 in the place of frame 2"));

    var other = JournalWriter.ofNewSegment(SALT + 1);
    byte[] foreign = good.clone();
    byte[] frame = other.frame(vote(2));
    System.arraycopy(frame, 0, foreign, 32, frame.length);
    assertThat(read(foreign).ending()).isEqualTo(new Damaged(32, "the header of frame 1 is wrong"));
  }

  @Test
  void a_record_of_an_unknown_kind_is_damage() {
    var segment = Segment.of(List.of(vote(2)));
    byte[] bytes = segment.onDisk();
    bytes[32 + 32 + 4] = 9;
    int length = segment.written().length - 64;
    var header = JournalLayout.frameHeader(bytes, 32);
    byte[] frame = Arrays.copyOfRange(bytes, 32, segment.written().length);
    JournalLayout.putFrameHeader(
        frame,
        SALT,
        new JournalLayout.FrameHeader(
            header.length(), 1, header.previous(), JournalLayout.check(SALT, bytes, 64, length)));
    System.arraycopy(frame, 0, bytes, 32, frame.length);

    Content content = read(bytes);
    assertThat(content.records()).isEmpty();
    assertThat(content.ending())
        .isEqualTo(new Damaged(32, "frame 1, journal record, offset 0: unknown tag 9"));
  }

  /**
   * A block is bytes of others: what looks like a frame in it does not make a torn write damage.
   */
  @Test
  void a_block_that_imitates_frames_does_not_turn_a_torn_write_into_a_loss() {
    byte[] imitation = new byte[2_000];
    byte[] frame = JournalWriter.ofNewSegment(0).frame(vote(9));
    for (int at = 0; at + frame.length <= imitation.length; at += 4) {
      System.arraycopy(frame, 0, imitation, at, Math.min(frame.length, imitation.length - at));
    }
    var segment =
        Segment.of(List.of(List.of(new JournalRecord.Block(Samples.block(1, 2, imitation)))));
    byte[] bytes = segment.onDisk();
    Arrays.fill(bytes, 32, 512, (byte) 0);
    assertThat(read(bytes).ending())
        .isEqualTo(new Torn(32, "the header of frame 1 was not written"));
  }

  private static List<JournalRecord> vote(long view) {
    return List.of(
        new JournalRecord.OwnVote(
            Samples.vote(Vote.Kind.PREPARE, 3, view), Samples.signature(0xbb)));
  }

  private static List<JournalRecord> someRecords(Random random) {
    return Collections.nCopies(1 + random.nextInt(4), random).stream()
        .map(Samples::record)
        .toList();
  }

  /** How many zeros follow at {@code from}. */
  private static int zeros(byte[] bytes, int from) {
    int to = from;
    while (to < bytes.length && bytes[to] == 0) {
      to++;
    }
    return to - from;
  }

  private static Content read(byte[] segment) {
    return JournalReader.read(segment, Samples::readBlock);
  }
}
