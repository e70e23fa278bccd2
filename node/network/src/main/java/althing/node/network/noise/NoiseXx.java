package althing.node.network.noise;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One side of a handshake of the pattern XX: neither side knows the other's static key beforehand,
 * and both send theirs encrypted.
 *
 * <pre>
 *   -&gt; e
 *   &lt;- e, ee, s, es
 *   -&gt; s, se
 * </pre>
 *
 * The messages are written and read in this order, each side its own; anything else is a mistake of
 * the caller. A handshake that refused a message is not to be used again.
 */
public final class NoiseXx {

  public static final String PROTOCOL = "Noise_XX_25519_ChaChaPoly_SHA256";

  /** What a message adds to its payload. */
  public static final int FIRST_OVERHEAD = DhKey.SIZE;

  public static final int SECOND_OVERHEAD = 2 * DhKey.SIZE + 2 * Aead.TAG_SIZE;
  public static final int THIRD_OVERHEAD = DhKey.SIZE + 2 * Aead.TAG_SIZE;

  /** What the finished handshake leaves: a key for each direction. */
  public record Transport(CipherState sending, CipherState receiving) {}

  private final boolean initiator;
  private final SymmetricState state = new SymmetricState(PROTOCOL);
  private final DhKey staticKey;
  private final DhKey ephemeral;
  private byte @Nullable [] remoteStatic;
  private byte @Nullable [] remoteEphemeral;
  private int messages;

  /**
   * @param prologue what both sides must agree on before the first message
   * @param ephemeral drawn for this handshake alone
   */
  public NoiseXx(boolean initiator, byte[] prologue, DhKey staticKey, DhKey ephemeral) {
    this.initiator = initiator;
    this.staticKey = staticKey;
    this.ephemeral = ephemeral;
    state.mixHash(prologue);
  }

  /** The next message, which is this side's to write. */
  public byte[] write(byte[] payload) throws NoiseException {
    requireTurn(true);
    byte[] keys =
        switch (messages++) {
          case 0 -> writeEphemeral();
          case 1 -> {
            byte[] e = writeEphemeral();
            state.mixKey(ephemeral.agree(remoteEphemeral()));
            byte[] s = state.encryptAndHash(staticKey.publicKey());
            state.mixKey(staticKey.agree(remoteEphemeral()));
            yield concat(e, s);
          }
          default -> {
            byte[] s = state.encryptAndHash(staticKey.publicKey());
            state.mixKey(staticKey.agree(remoteEphemeral()));
            yield s;
          }
        };
    return concat(keys, state.encryptAndHash(payload));
  }

  /** Reads the next message, which is the other side's, and returns its payload. */
  public byte[] read(byte[] message) throws NoiseException {
    requireTurn(false);
    int overhead =
        switch (messages) {
          case 0 -> FIRST_OVERHEAD;
          case 1 -> SECOND_OVERHEAD;
          default -> THIRD_OVERHEAD;
        };
    if (message.length < overhead) {
      throw new NoiseException(
          "handshake message %d: %d bytes, it has at least %d"
              .formatted(messages + 1, message.length, overhead));
    }
    int at = 0;
    if (messages < 2) {
      remoteEphemeral = Arrays.copyOf(message, DhKey.SIZE);
      state.mixHash(remoteEphemeral);
      at = DhKey.SIZE;
    }
    if (messages > 0) {
      if (messages == 1) {
        state.mixKey(ephemeral.agree(remoteEphemeral()));
      }
      int end = at + DhKey.SIZE + Aead.TAG_SIZE;
      remoteStatic = state.decryptAndHash(Arrays.copyOfRange(message, at, end));
      state.mixKey(ephemeral.agree(remoteStatic));
      at = end;
    }
    messages++;
    return state.decryptAndHash(Arrays.copyOfRange(message, at, message.length));
  }

  /** The other side's static key, once its message has been read. */
  public byte[] remoteStatic() {
    if (remoteStatic == null) {
      throw new IllegalStateException("the other side's static key is not known yet");
    }
    return remoteStatic.clone();
  }

  /** The keys of the connection, after the third message. */
  public Transport split() {
    if (messages != 3) {
      throw new IllegalStateException("a handshake has 3 messages, this one had " + messages);
    }
    CipherState[] ciphers = state.split();
    return initiator
        ? new Transport(ciphers[0], ciphers[1])
        : new Transport(ciphers[1], ciphers[0]);
  }

  /** A value that both sides share and that no other handshake has. */
  public byte[] handshakeHash() {
    return state.hash();
  }

  private byte[] writeEphemeral() {
    byte[] e = ephemeral.publicKey();
    state.mixHash(e);
    return e;
  }

  private byte[] remoteEphemeral() {
    if (remoteEphemeral == null) {
      throw new IllegalStateException("the other side's ephemeral key is not known yet");
    }
    return remoteEphemeral;
  }

  private void requireTurn(boolean writes) {
    boolean initiatorsTurn = messages % 2 == 0;
    if (messages > 2 || writes != (initiator == initiatorsTurn)) {
      throw new IllegalStateException("handshake message " + (messages + 1) + " is out of turn");
    }
  }

  private static byte[] concat(byte[] head, byte[] tail) {
    byte[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }
}
