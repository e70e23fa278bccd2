package althing.ledger.log;

import althing.ledger.crypto.Ed25519;
import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * A named Ed25519 key that notes are verified with (C2SP signed-note), written {@code
 * name+id+base64(0x01 ‖ public key)}.
 *
 * @param name not empty, without spaces, plus signs and control characters; usually an address
 *     without its scheme
 * @param publicKey 32 bytes
 */
public record VerifierKey(String name, Bytes publicKey) {

  private static final byte ED25519 = 0x01;
  private static final int MAX_TEXT = 512;

  public VerifierKey {
    NoteText.requireName("verifier key", name);
    if (publicKey.size() != Ed25519.PUBLIC_KEY_SIZE) {
      throw new MalformedException(
          "verifier key: a public key of %d bytes, not 32".formatted(publicKey.size()));
    }
  }

  /**
   * Reads a key.
   *
   * @throws MalformedException if the text is not what {@link #text()} gives; other algorithms are
   *     refused by their number
   */
  public static VerifierKey parse(String text) {
    String[] parts = text.split("\\+", 3);
    if (text.length() > MAX_TEXT || parts.length != 3) {
      throw new MalformedException("verifier key: not of the form name+id+base64");
    }
    Bytes material = NoteText.base64("verifier key", parts[2]);
    if (material.isEmpty() || material.get(0) != ED25519) {
      throw new MalformedException("verifier key: not an Ed25519 key (type 1)");
    }
    var key = new VerifierKey(parts[0], material.slice(1, material.size()));
    if (!key.hexId().equals(parts[1])) {
      throw new MalformedException(
          "verifier key: id %s does not belong to it, but %s".formatted(parts[1], key.hexId()));
    }
    return key;
  }

  /** The key as text, for people and configurations. */
  public String text() {
    return name + "+" + hexId() + "+" + NoteText.base64(Bytes.of(ED25519).concat(publicKey));
  }

  /** First four bytes of SHA-256(name ‖ line feed ‖ 0x01 ‖ public key). */
  public int id() {
    byte[] digest =
        Sha256.digest(
            Bytes.utf8(name + "\n").unsafeArray(), new byte[] {ED25519}, publicKey.unsafeArray());
    return ByteBuffer.wrap(digest).getInt();
  }

  boolean made(NoteSignature signature) {
    return signature.name().equals(name) && signature.keyId() == id();
  }

  boolean verifies(String text, NoteSignature signature) {
    return Ed25519.verify(
        publicKey.unsafeArray(),
        Bytes.utf8(text).unsafeArray(),
        signature.signature().unsafeArray());
  }

  private String hexId() {
    return HexFormat.of().toHexDigits(id());
  }
}
