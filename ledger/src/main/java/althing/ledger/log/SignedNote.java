package althing.ledger.log;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Text with signatures by one or more keys (C2SP signed-note). The text means nothing until {@link
 * #signers} has found a key in it that one trusts.
 *
 * @param text what is signed; ends in a line feed
 * @param signatures at least one; those by unknown keys and of unknown kinds are kept
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

  /** The longest note that is read, in bytes. */
  public static final int MAX_SIZE = 1 << 17;

  /** The most signatures that are read. */
  public static final int MAX_SIGNATURES = 512;

  private static final String DASH = "— ";

  public SignedNote {
    NoteText.requireLines("signed note", text);
    signatures = List.copyOf(signatures);
    if (signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
      throw new MalformedException(
          "signed note: %d signatures, not 1 to %d".formatted(signatures.size(), MAX_SIGNATURES));
    }
  }

  /**
   * Signs {@code text} as {@code key}.
   *
   * @param signer makes the 64-byte Ed25519 signature of the bytes it is handed, by that key
   */
  public static SignedNote sign(String text, VerifierKey key, UnaryOperator<byte[]> signer) {
    return new SignedNote(text, List.of(signature(text, key, signer)));
  }

  /** This note with one more signature. */
  public SignedNote cosign(VerifierKey key, UnaryOperator<byte[]> signer) {
    var more = new ArrayList<>(signatures);
    more.add(signature(text, key, signer));
    return new SignedNote(text, more);
  }

  private static NoteSignature signature(
      String text, VerifierKey key, UnaryOperator<byte[]> signer) {
    Bytes signature = Bytes.of(signer.apply(Bytes.utf8(text).toArray()));
    var line = new NoteSignature(key.name(), key.id(), signature);
    if (!key.verifies(text, line)) {
      throw new IllegalArgumentException("the signer does not hold the key " + key.text());
    }
    return line;
  }

  /**
   * Those of {@code known} that signed, in that order.
   *
   * @throws MalformedException if a signature says it is by one of them and is not
   */
  public List<VerifierKey> signers(Collection<VerifierKey> known) {
    var signers = new ArrayList<VerifierKey>();
    for (VerifierKey key : known) {
      List<NoteSignature> own = signatures.stream().filter(key::made).toList();
      if (!own.stream().allMatch(signature -> key.verifies(text, signature))) {
        throw new MalformedException(
            "signed note: a signature by %s does not verify".formatted(key.name()));
      }
      if (!own.isEmpty()) {
        signers.add(key);
      }
    }
    return signers;
  }

  /** The note as it is served and kept: UTF-8 text that ends in a line feed. */
  public String encode() {
    var note = new StringBuilder(text).append('\n');
    for (NoteSignature signature : signatures) {
      byte[] id = ByteBuffer.allocate(Integer.BYTES).putInt(signature.keyId()).array();
      note.append(DASH)
          .append(signature.name())
          .append(' ')
          .append(NoteText.base64(Bytes.wrap(id).concat(signature.signature())))
          .append('\n');
    }
    return note.toString();
  }

  /**
   * Reads a note, without verifying it.
   *
   * @throws MalformedException if the bytes are not what {@link #encode()} gives, or above the
   *     limits
   */
  public static SignedNote parse(Bytes encoded) {
    if (encoded.size() > MAX_SIZE) {
      throw new MalformedException(
          "signed note: %d bytes, at most %d".formatted(encoded.size(), MAX_SIZE));
    }
    String note = utf8(encoded);
    int blank = note.lastIndexOf("\n\n");
    if (blank < 0 || !note.endsWith("\n")) {
      throw new MalformedException("signed note: no blank line before its signatures");
    }
    var signatures = new ArrayList<NoteSignature>();
    for (int from = blank + 2, to; from < note.length(); from = to + 1) {
      to = note.indexOf('\n', from);
      signatures.add(signature(note.substring(from, to)));
    }
    return new SignedNote(note.substring(0, blank + 1), signatures);
  }

  private static NoteSignature signature(String line) {
    int space = line.indexOf(' ', DASH.length());
    if (!line.startsWith(DASH) || space < 0) {
      throw new MalformedException("signed note: a signature line is not \"— name base64\"");
    }
    String name = line.substring(DASH.length(), space);
    NoteText.requireName("signed note: signature", name);
    Bytes decoded = NoteText.base64("signed note: signature", line.substring(space + 1));
    if (decoded.size() <= Integer.BYTES) {
      throw new MalformedException(
          "signed note: a signature of %d bytes".formatted(decoded.size()));
    }
    int keyId = ByteBuffer.wrap(decoded.unsafeArray()).getInt();
    return new NoteSignature(name, keyId, decoded.slice(Integer.BYTES, decoded.size()));
  }

  private static String utf8(Bytes encoded) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(encoded.unsafeArray()))
          .toString();
    } catch (CharacterCodingException _) {
      throw new MalformedException("signed note: not UTF-8");
    }
  }
}
