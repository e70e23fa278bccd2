package althing.governance.types;

import althing.ledger.types.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name of a field that reputation is earned in, or of a skill: {@code [a-z0-9][a-z0-9_-]{0,31}}
 * (RULES 0). Order is byte order. {@link #GENERAL}, which nobody can name, is no field in
 * particular.
 */
public record Tag(String name) implements Comparable<Tag> {

  /** The most characters. */
  public static final int MAX_LENGTH = 32;

  /** Reputation of no particular field. Its underscore keeps it apart from all names. */
  public static final Tag GENERAL = new Tag("_general");

  public Tag {
    if (!isName(name) && !name.equals("_general")) {
      throw new IllegalArgumentException("no tag: " + name);
    }
  }

  /** The tag that somebody names; empty if it is not of the form. */
  public static Optional<Tag> named(String name) {
    return isName(name) ? Optional.of(new Tag(name)) : Optional.empty();
  }

  /**
   * A tag in event bytes or in state.
   *
   * @throws MalformedException if it is none
   */
  public static Tag stored(String name) {
    if (name.equals(GENERAL.name)) {
      return GENERAL;
    }
    return named(name).orElseThrow(() -> new MalformedException("no tag: " + name));
  }

  public byte[] toBytes() {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean isName(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH || !isLetterOrDigit(name.charAt(0))) {
      return false;
    }
    return name.chars().allMatch(c -> isLetterOrDigit(c) || c == '_' || c == '-');
  }

  private static boolean isLetterOrDigit(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
  }

  @Override
  public int compareTo(Tag other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
