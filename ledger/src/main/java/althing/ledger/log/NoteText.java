package althing.ledger.log;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.Base64;

/** The rules for text in signed notes. */
final class NoteText {

  private NoteText() {}

  /** Lines, each ended by a line feed; no other control character, no broken surrogate. */
  static void requireLines(String field, String text) {
    if (!text.endsWith("\n")) {
      throw new MalformedException(field + ": does not end in a line feed");
    }
    if (text.codePoints()
        .anyMatch(c -> c < ' ' && c != '\n' || Character.getType(c) == Character.SURROGATE)) {
      throw new MalformedException(field + ": a control character or broken text");
    }
  }

  /** One line, not empty, without its line feed. */
  static void requireLine(String field, String line) {
    if (line.isEmpty() || line.indexOf('\n') >= 0) {
      throw new MalformedException(field + ": not one line, or empty");
    }
    requireLines(field, line + "\n");
  }

  /** A line that may name a key. */
  static void requireName(String field, String name) {
    requireLine(field + " name", name);
    if (name.codePoints().anyMatch(c -> c == '+' || isSpace(c))) {
      throw new MalformedException(field + " name: a space or plus sign");
    }
  }

  private static boolean isSpace(int character) {
    return character == 0x85
        || Character.isSpaceChar(character)
        || Character.isWhitespace(character);
  }

  static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.unsafeArray());
  }

  /** Reads base64 in its one canonical form, padding included. */
  static Bytes base64(String field, String text) {
    try {
      Bytes bytes = Bytes.wrap(Base64.getDecoder().decode(text));
      if (base64(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException _) {
      // Refused below, as the forms that the decoder is lenient with.
    }
    throw new MalformedException(field + ": not canonical base64");
  }
}
