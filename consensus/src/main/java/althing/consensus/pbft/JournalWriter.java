package althing.consensus.pbft;

import althing.consensus.pbft.JournalLayout.FrameHeader;
import java.util.List;

/**
 * Makes the bytes of a journal segment. What it makes is written in the order it was made, each
 * frame with a sync of its own.
 */
public final class JournalWriter {

  private final long salt;
  private long sequence;
  private long previous;
  private long offset;

  /** A writer that goes on after {@code offset} bytes, the last header of which is linked. */
  JournalWriter(long salt, long sequence, long previous, long offset) {
    this.salt = salt;
    this.sequence = sequence;
    this.previous = previous;
    this.offset = offset;
  }

  /**
   * A writer of a new segment, which begins with {@link #header}.
   *
   * @param salt unpredictable, so that nobody makes blocks that look like frames of this segment
   */
  public static JournalWriter ofNewSegment(long salt) {
    byte[] header = JournalLayout.segmentHeader(salt);
    return new JournalWriter(salt, 0, JournalLayout.link(header, 0), JournalLayout.HEADER);
  }

  /** What a segment begins with. */
  public byte[] header() {
    return JournalLayout.segmentHeader(salt);
  }

  /** Where the next frame belongs, in bytes from the beginning of the segment. */
  public long offset() {
    return offset;
  }

  /**
   * The frame to be written at {@link #offset}, which moves behind it.
   *
   * @param records at least one
   */
  public byte[] frame(List<JournalRecord> records) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("a frame without records");
    }
    var out = new ByteWriter().putZeros(JournalLayout.HEADER);
    for (JournalRecord record : records) {
      out.putSized(JournalCodec.encode(record), Integer.MAX_VALUE, "record");
    }
    int length = out.put(JournalLayout.END_OF_BODY).size() - JournalLayout.HEADER;
    byte[] frame = out.putZeros((int) (JournalLayout.aligned(length) - length)).toArray();
    int bodyCheck =
        JournalLayout.check(salt, frame, JournalLayout.HEADER, frame.length - JournalLayout.HEADER);
    sequence++;
    JournalLayout.putFrameHeader(
        frame, salt, new FrameHeader(length, sequence, previous, bodyCheck));
    previous = JournalLayout.link(frame, 0);
    offset += frame.length;
    return frame;
  }
}
