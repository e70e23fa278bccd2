package althing.consensus.pbft.simulation;

import althing.consensus.pbft.JournalReader;
import althing.consensus.pbft.JournalReader.Ending;
import althing.consensus.pbft.JournalRecord;
import althing.consensus.pbft.JournalWriter;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** A journal on a disk that keeps what was synced, and any sectors of what was being written. */
final class SimDisk {

  private static final int SECTOR = 512;

  private final Chance chance;
  private final ByteArrayOutputStream segment = new ByteArrayOutputStream();
  private JournalWriter writer = JournalWriter.ofNewSegment(0);

  SimDisk(Chance chance) {
    this.chance = chance;
    begin(List.of());
  }

  private void begin(List<JournalRecord> records) {
    segment.reset();
    writer = JournalWriter.ofNewSegment(chance.nextLong());
    segment.writeBytes(writer.header());
    if (!records.isEmpty()) {
      append(records);
    }
  }

  /** Writes and syncs. */
  void append(List<JournalRecord> records) {
    segment.writeBytes(writer.frame(records));
  }

  /** The power fails while {@code records} are written. */
  void tear(List<JournalRecord> records) {
    byte[] frame = writer.frame(records);
    int offset = segment.size();
    int written = chance.below(4);
    for (int from = 0; from < frame.length; ) {
      int to = Math.min(frame.length, ((offset + from) / SECTOR + 1) * SECTOR - offset);
      // Nothing, everything, or some sectors in any order.
      if (written == 0 || written > 1 && chance.percent(50)) {
        Arrays.fill(frame, from, to, (byte) 0);
      }
      from = to;
    }
    segment.writeBytes(frame);
  }

  /** What a node that starts reads; it goes on in a new segment. */
  List<JournalRecord> read() {
    var content = JournalReader.read(segment.toByteArray(), SimBlock::decode);
    Referee.check(
        !(content.ending() instanceof Ending.Damaged),
        "a journal is damaged that was not: %s",
        content.ending());
    begin(content.records());
    return content.records();
  }

  void lose() {
    begin(List.of());
  }
}
