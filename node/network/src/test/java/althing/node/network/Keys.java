package althing.node.network;

import althing.ledger.crypto.Ed25519;
import althing.node.network.Handshake.Credentials;
import althing.node.network.noise.DhKey;
import java.util.Arrays;

/** Node keys by number, the same in every run. */
record Keys(byte[] seed) implements Identity {

  static final byte[] CHAIN = filled(0xc0);
  static final int VERSION = 1;

  static Keys of(int number) {
    return new Keys(filled(number));
  }

  static Credentials credentials(int number) {
    return new Credentials(of(number), CHAIN, VERSION, noise(number));
  }

  static DhKey noise(int number) {
    return new DhKey(filled(0x40 + number));
  }

  static DhKey ephemeral(int number) {
    return new DhKey(filled(0x80 + number));
  }

  static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  PeerId peer() {
    return PeerId.of(publicKey());
  }

  @Override
  public byte[] publicKey() {
    return Ed25519.publicKey(seed);
  }

  @Override
  public byte[] sign(byte[] message) {
    return Ed25519.sign(seed, message);
  }
}
