package althing.ledger.log;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.Arrays;
import java.util.List;

/**
 * What a log says of itself (C2SP tlog-checkpoint): its name, how many entries it has, and the root
 * of the tree over them. It is the text of a {@link SignedNote}.
 *
 * @param origin the log's identity; one line
 * @param size number of entries
 * @param root of the event tree of that size
 * @param extensions further lines, not empty, that mean nothing here
 */
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {

  public Checkpoint {
    NoteText.requireLine("checkpoint origin", origin);
    if (size < 0) {
      throw new MalformedException("checkpoint size: " + size + " is below 0");
    }
    extensions = List.copyOf(extensions);
    extensions.forEach(line -> NoteText.requireLine("checkpoint extension", line));
  }

  /** A checkpoint without extensions. */
  public Checkpoint(String origin, long size, Hash root) {
    this(origin, size, root, List.of());
  }

  /** The lines, each ended by a line feed. */
  public String text() {
    var text = new StringBuilder();
    text.append(origin).append('\n');
    text.append(size).append('\n');
    text.append(NoteText.base64(root.toBytes())).append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /**
   * Reads the text of a note.
   *
   * @throws MalformedException if it is not what {@link #text()} gives
   */
  public static Checkpoint parse(String text) {
    NoteText.requireLines("checkpoint", text);
    String[] lines = text.substring(0, text.length() - 1).split("\n", -1);
    if (lines.length < 3) {
      throw new MalformedException("checkpoint: %d lines, at least 3".formatted(lines.length));
    }
    Bytes root = NoteText.base64("checkpoint root", lines[2]);
    if (root.size() != Hash.SIZE) {
      throw new MalformedException("checkpoint root: %d bytes, not 32".formatted(root.size()));
    }
    return new Checkpoint(
        lines[0],
        size(lines[1]),
        Hash.wrap(root.unsafeArray()),
        Arrays.asList(lines).subList(3, lines.length));
  }

  private static long size(String digits) {
    if (!digits.matches("0|[1-9][0-9]{0,18}")) {
      throw new MalformedException("checkpoint size: not a plain decimal number");
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException _) {
      throw new MalformedException("checkpoint size: " + digits + " is above 2^63 - 1");
    }
  }
}
