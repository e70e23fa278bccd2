package althing.node.network;

import althing.node.network.noise.Aead;
import althing.node.network.noise.NoiseException;
import althing.node.network.noise.NoiseXx;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** A peer with a proper identity and no manners: a plain socket that may send any frame. */
final class RawPeer implements AutoCloseable {

  private final Aead aead = new Aead();
  private final Socket socket;
  private final DataInputStream in;
  private final NoiseXx.Transport keys;

  RawPeer(int number, TestNode node) throws IOException, ProtocolException {
    socket = new Socket(InetAddress.getLoopbackAddress(), node.address().port());
    in = new DataInputStream(socket.getInputStream());
    var handshake =
        Handshake.initiator(Keys.credentials(number), 0, Optional.empty(), Keys.ephemeral(number));
    write(framed(Handshake.HELLO, handshake.hello()));
    in.skipNBytes(3);
    write(framed(Handshake.FINISH, handshake.finish(in.readNBytes(Handshake.RESPONSE_SIZE))));
    keys = handshake.transport();
  }

  /** Any bytes, as they are. */
  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** A frame whose encryption is right, whatever its content. */
  void send(byte[] plain) throws IOException {
    write(seal(plain));
  }

  byte[] seal(byte[] plain) {
    byte[] out = new byte[2 + plain.length + Aead.TAG_SIZE];
    ByteBuffer.wrap(out).putShort((short) (out.length - 2));
    keys.sending().encrypt(aead, plain, 0, plain.length, out, 2);
    return out;
  }

  /** A frame of a lane. */
  static byte[] piece(Lane lane, byte[] body) {
    return ByteBuffer.allocate(1 + body.length).put((byte) lane.number()).put(body).array();
  }

  static byte[] length(int length, int bytes) {
    return ByteBuffer.allocate(4 + bytes).putInt(length).array();
  }

  /** Reads until it is told to go, and why. */
  Reason awaitClose() throws IOException, NoiseException {
    while (true) {
      byte[] frame = in.readNBytes(in.readUnsignedShort());
      byte[] plain = new byte[frame.length - Aead.TAG_SIZE];
      keys.receiving().decrypt(aead, frame, 0, frame.length, plain, 0);
      if (Arrays.equals(plain, 0, 1, new byte[] {(byte) Frame.CLOSE}, 0, 1)) {
        return Reason.ofCode(plain[1]).orElseThrow();
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static byte[] framed(int kind, byte[] body) {
    return ByteBuffer.allocate(3 + body.length)
        .putShort((short) (1 + body.length))
        .put((byte) kind)
        .put(body)
        .array();
  }
}
