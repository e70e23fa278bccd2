package althing.node.network;

import althing.ledger.crypto.Ed25519;
import althing.node.network.noise.DhKey;
import althing.node.network.noise.NoiseException;
import althing.node.network.noise.NoiseXx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One side of the handshake (rules N1 to N4): Noise XX, the chain in the prologue, the identity in
 * the payloads. It turns frames into frames, and neither sees a socket nor keeps time.
 *
 * <pre>
 *   HELLO     magic(8) version(2) chain(32) e(32)              in the clear
 *   RESPONSE  e(32) s(48) { key(32) signature(64) port(2) }(114)
 *   FINISH    s(48) { key(32) signature(64) port(2) }(114)
 *   REFUSE    reason(1)                                        in the clear
 * </pre>
 */
final class Handshake {

  /** The frames' kinds. */
  static final int HELLO = 1;

  static final int RESPONSE = 2;
  static final int FINISH = 3;
  static final int REFUSE = 15;

  static final int MAGIC_SIZE = 8;
  static final int PROLOGUE_SIZE = MAGIC_SIZE + 2 + 32;
  static final int HELLO_SIZE = PROLOGUE_SIZE + NoiseXx.FIRST_OVERHEAD;

  private static final byte[] MAGIC = "ALTHING\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BINDING =
      "althing/noise-static/1".getBytes(StandardCharsets.US_ASCII);
  private static final int PROOF_SIZE = PeerId.SIZE + Ed25519.SIGNATURE_SIZE + 2;

  static final int RESPONSE_SIZE = NoiseXx.SECOND_OVERHEAD + PROOF_SIZE;
  static final int FINISH_SIZE = NoiseXx.THIRD_OVERHEAD + PROOF_SIZE;

  /**
   * What a node brings to each of its handshakes: the chain, a Noise key drawn when the node
   * started, and its signature by the node's identity, which is made once.
   */
  static final class Credentials {
    private final PeerId self;
    private final byte[] prologue;
    private final byte[] chain;
    private final DhKey noiseKey;
    private final byte[] signature;

    Credentials(Identity identity, byte[] chain, int version, DhKey noiseKey) {
      if (chain.length != 32 || version < 0 || version > 0xffff) {
        throw new IllegalArgumentException(
            "a chain id has 32 bytes and a version fits in two, not %d and %d"
                .formatted(chain.length, version));
      }
      this.chain = chain.clone();
      this.noiseKey = noiseKey;
      self = PeerId.of(identity.publicKey());
      prologue = prologue(version, chain);
      signature = identity.sign(binding(chain, noiseKey.publicKey()));
    }

    PeerId self() {
      return self;
    }

    private byte[] proof(int listenPort) {
      return ByteBuffer.allocate(PROOF_SIZE)
          .put(self.key().unsafeArray())
          .put(signature)
          .putShort((short) listenPort)
          .array();
    }
  }

  /**
   * Who the other side is.
   *
   * @param noiseKey drawn anew by each process of it
   * @param listenPort where it says it accepts connections, 0 for nowhere
   */
  record Remote(PeerId peer, byte[] noiseKey, int listenPort) {}

  private final Credentials credentials;
  private final int listenPort;
  private final Optional<PeerId> expected;
  private final NoiseXx noise;
  private @Nullable Remote remote;

  private Handshake(
      boolean initiator,
      Credentials credentials,
      int listenPort,
      Optional<PeerId> expected,
      DhKey ephemeral) {
    this.credentials = credentials;
    this.listenPort = listenPort;
    this.expected = expected;
    noise = new NoiseXx(initiator, credentials.prologue, credentials.noiseKey, ephemeral);
  }

  /**
   * @param expected if given, nobody else is accepted
   */
  static Handshake initiator(
      Credentials credentials, int listenPort, Optional<PeerId> expected, DhKey ephemeral) {
    return new Handshake(true, credentials, listenPort, expected, ephemeral);
  }

  static Handshake responder(Credentials credentials, int listenPort, DhKey ephemeral) {
    return new Handshake(false, credentials, listenPort, Optional.empty(), ephemeral);
  }

  /** The body of the only frame of this kind and size that a stranger may send at this point. */
  static int sizeOf(int kind) {
    return switch (kind) {
      case HELLO -> HELLO_SIZE;
      case RESPONSE -> RESPONSE_SIZE;
      case FINISH -> FINISH_SIZE;
      default -> 1;
    };
  }

  byte[] hello() throws ProtocolException {
    return concat(credentials.prologue, write(new byte[0]));
  }

  /** Names what differs before any curve arithmetic is spent on it. */
  static void checkHello(Credentials credentials, byte[] hello) throws ProtocolException {
    if (hello.length != HELLO_SIZE || !Arrays.equals(hello, 0, MAGIC_SIZE, MAGIC, 0, MAGIC_SIZE)) {
      throw new ProtocolException(Reason.WRONG_PROTOCOL, "hello: it is not Althing's");
    }
    byte[] ours = credentials.prologue;
    if (!Arrays.equals(hello, MAGIC_SIZE, MAGIC_SIZE + 2, ours, MAGIC_SIZE, MAGIC_SIZE + 2)) {
      throw new ProtocolException(
          Reason.WRONG_VERSION,
          "hello: version %d, ours is %d"
              .formatted(
                  ByteBuffer.wrap(hello).getShort(MAGIC_SIZE) & 0xffff,
                  ByteBuffer.wrap(ours).getShort(MAGIC_SIZE) & 0xffff));
    }
    if (!Arrays.equals(hello, 0, PROLOGUE_SIZE, ours, 0, PROLOGUE_SIZE)) {
      throw new ProtocolException(Reason.WRONG_CHAIN, "hello: another genesis block");
    }
  }

  /** The responder's answer to a hello. */
  byte[] respond(byte[] hello) throws ProtocolException {
    checkHello(credentials, hello);
    read(Arrays.copyOfRange(hello, PROLOGUE_SIZE, HELLO_SIZE));
    return write(credentials.proof(listenPort));
  }

  /** The initiator's answer to a response. */
  byte[] finish(byte[] response) throws ProtocolException {
    remote = identify(read(response));
    return write(credentials.proof(listenPort));
  }

  /** The responder's last step. */
  void finished(byte[] finish) throws ProtocolException {
    remote = identify(read(finish));
  }

  boolean isIdentified() {
    return remote != null;
  }

  Remote remote() {
    if (remote == null) {
      throw new IllegalStateException("the other side has not shown its identity yet");
    }
    return remote;
  }

  NoiseXx.Transport transport() {
    return noise.split();
  }

  private Remote identify(byte[] proof) throws ProtocolException {
    if (proof.length != PROOF_SIZE) {
      throw new ProtocolException(
          Reason.BAD_HANDSHAKE, "identity: %d bytes, not %d".formatted(proof.length, PROOF_SIZE));
    }
    var in = ByteBuffer.wrap(proof);
    byte[] key = new byte[PeerId.SIZE];
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    in.get(key).get(signature);
    byte[] noiseKey = noise.remoteStatic();
    if (!Ed25519.verify(key, binding(credentials.chain, noiseKey), signature)) {
      throw new ProtocolException(
          Reason.BAD_IDENTITY, "identity: the signature does not bind the connection's key");
    }
    var peer = PeerId.of(key);
    if (peer.equals(credentials.self)) {
      throw new ProtocolException(Reason.SELF, "identity: our own");
    }
    if (expected.isPresent() && !expected.get().equals(peer)) {
      throw new ProtocolException(
          Reason.UNEXPECTED_IDENTITY,
          "identity: %s where %s was expected".formatted(peer, expected.get()));
    }
    return new Remote(peer, noiseKey, in.getShort() & 0xffff);
  }

  private byte[] write(byte[] payload) throws ProtocolException {
    try {
      return noise.write(payload);
    } catch (NoiseException e) {
      throw new ProtocolException(Reason.BAD_HANDSHAKE, String.valueOf(e.getMessage()));
    }
  }

  private byte[] read(byte[] message) throws ProtocolException {
    try {
      return noise.read(message);
    } catch (NoiseException e) {
      throw new ProtocolException(Reason.BAD_HANDSHAKE, String.valueOf(e.getMessage()));
    }
  }

  private static byte[] prologue(int version, byte[] chain) {
    return ByteBuffer.allocate(PROLOGUE_SIZE)
        .put(MAGIC)
        .putShort((short) version)
        .put(chain)
        .array();
  }

  private static byte[] binding(byte[] chain, byte[] noiseKey) {
    return concat(concat(BINDING, chain), noiseKey);
  }

  private static byte[] concat(byte[] head, byte[] tail) {
    byte[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }
}
