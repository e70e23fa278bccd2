package althing.consensus.pbft;

import althing.consensus.pbft.JournalLayout.FrameHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads a journal segment as a disk gives it back, which may not be as it was written (J4). */
public final class JournalReader {

  /** How a segment ends. */
  public sealed interface Ending {

    /**
     * Where what was read ends, in bytes from the beginning of the segment, with the zeros that
     * fill up its last frame, whether they are there or not.
     */
    int offset();

    /** Nothing but zeros follows. */
    record Clean(int offset) implements Ending {}

    /** A write follows that was not finished: nothing that depends on it has left the node. */
    record Torn(int offset, String what) implements Ending {}

    /**
     * Something follows that was written and is not there any more, or is not as it was: the node
     * no longer knows what it voted for.
     */
    record Damaged(int offset, String what) implements Ending {}
  }

  /**
   * @param records of all whole frames, oldest first
   * @param writer goes on at the ending's offset; of use after a clean ending only
   */
  public record Content(List<JournalRecord> records, Ending ending, JournalWriter writer) {
    public Content {
      records = List.copyOf(records);
    }
  }

  private final byte[] segment;
  private final BlockReader blocks;
  private final long salt;
  private final List<JournalRecord> records = new ArrayList<>();

  /** After the last byte that is not zero. */
  private final int end;

  private int at = JournalLayout.HEADER;
  private long sequence;
  private long previous;

  private JournalReader(byte[] segment, BlockReader blocks) {
    this.segment = segment;
    this.blocks = blocks;
    salt = JournalLayout.salt(segment);
    previous = JournalLayout.link(segment, 0);
    int last = segment.length;
    while (last > 0 && segment[last - 1] == 0) {
      last--;
    }
    end = last;
  }

  /**
   * Reads as far as the segment can be read.
   *
   * @param segment from its beginning, with whatever follows what was written
   */
  public static Content read(byte[] segment, BlockReader blocks) {
    if (!JournalLayout.isSegment(segment)) {
      return new Content(
          List.of(),
          new Ending.Damaged(0, "no journal segment of version " + JournalLayout.VERSION),
          JournalWriter.ofNewSegment(0));
    }
    // The zeros that fill up the last frame count as written also where the segment ends in them.
    byte[] filledUp = Arrays.copyOf(segment, (int) JournalLayout.aligned(segment.length));
    var reader = new JournalReader(filledUp, blocks);
    Ending ending = reader.run();
    var writer = new JournalWriter(reader.salt, reader.sequence, reader.previous, ending.offset());
    return new Content(reader.records, ending, writer);
  }

  private Ending run() {
    while (end > at) {
      if (end - at < JournalLayout.HEADER) {
        return torn("the header of frame %d was not finished");
      }
      if (isZero(at, at + JournalLayout.HEADER)) {
        return withoutHeader();
      }
      if (!JournalLayout.isFrameHeader(segment, salt, at)) {
        return damaged("the header of frame %d is wrong");
      }
      FrameHeader header = JournalLayout.frameHeader(segment, at);
      if (header.sequence() != sequence + 1
          || header.previous() != previous
          || header.length() < 1) {
        return damaged("frame " + header.sequence() + " in the place of frame %d");
      }
      long bodyEnd = (long) at + JournalLayout.HEADER + header.length();
      long next = at + JournalLayout.HEADER + JournalLayout.aligned(header.length());
      if (next > segment.length || !isBody(header, (int) next)) {
        return badBody(bodyEnd, next);
      }
      String defect = readRecords(header.length());
      if (!defect.isEmpty()) {
        return damaged("frame %d, " + defect.replace("%", "%%"));
      }
      sequence++;
      previous = JournalLayout.link(segment, at);
      at = (int) next;
    }
    return new Ending.Clean(at);
  }

  private boolean isBody(FrameHeader header, int next) {
    int from = at + JournalLayout.HEADER;
    return JournalLayout.check(salt, segment, from, next - from) == header.bodyCheck();
  }

  /** The first sector of a frame is missing. Others of it may be there, other frames may not. */
  private Ending withoutHeader() {
    int last = end - JournalLayout.HEADER;
    for (int i = at + JournalLayout.ALIGNMENT; i <= last; i += JournalLayout.ALIGNMENT) {
      if (JournalLayout.isFrameHeader(segment, salt, i)) {
        return damaged("frame %d is missing, but one at offset " + i + " is there");
      }
    }
    return torn("the header of frame %d was not written");
  }

  private Ending badBody(long bodyEnd, long next) {
    if (end > next) {
      return damaged("frame %d is wrong, but others follow");
    }
    if (end < bodyEnd || hasEmptySector((int) bodyEnd)) {
      return torn("frame %d was not finished");
    }
    return damaged("frame %d is wrong, but was finished");
  }

  private boolean hasEmptySector(int bodyEnd) {
    int from = at;
    while (from < bodyEnd) {
      int to = Math.min(bodyEnd, (from / JournalLayout.SECTOR + 1) * JournalLayout.SECTOR);
      if (isZero(from, to)) {
        return true;
      }
      from = to;
    }
    return false;
  }

  /** Adds the records of a frame whose bytes are right; answers what is wrong with them. */
  private String readRecords(int length) {
    int from = at + JournalLayout.HEADER;
    byte[] body = Arrays.copyOfRange(segment, from, from + length);
    var in = new ByteReader("body", body);
    var found = new ArrayList<JournalRecord>();
    try {
      while (in.offset() < length - 1) {
        found.add(JournalCodec.decode(in.sized(Integer.MAX_VALUE, "record"), blocks));
      }
      if (in.offset() != length - 1 || (byte) in.unsignedByte("end") != JournalLayout.END_OF_BODY) {
        throw in.refusal(length - 1, "no end");
      }
    } catch (MalformedMessageException e) {
      return String.valueOf(e.getMessage());
    }
    records.addAll(found);
    return "";
  }

  private boolean isZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (segment[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private Ending torn(String what) {
    return new Ending.Torn(at, what.formatted(sequence + 1));
  }

  private Ending damaged(String what) {
    return new Ending.Damaged(at, what.formatted(sequence + 1));
  }
}
