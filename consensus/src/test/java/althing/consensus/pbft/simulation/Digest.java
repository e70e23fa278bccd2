package althing.consensus.pbft.simulation;

import java.nio.ByteBuffer;

/** A fast digest for simulated names and signatures; good against accidents, not against malice. */
final class Digest {

  private Digest() {}

  /** 32 bytes. */
  static byte[] of(byte[] content) {
    long a = 0x243F6A8885A308D3L;
    long b = 0x13198A2E03707344L;
    int at = 0;
    while (at < content.length) {
      long word = 0;
      for (int i = 0; i < 8; i++, at++) {
        word = word << 8 | (at < content.length ? content[at] & 0xff : 0x80);
      }
      a = Chance.mix(a ^ word);
      b = Chance.mix(b + word * 0x9E3779B97F4A7C15L);
    }
    a = Chance.mix(a + content.length);
    return ByteBuffer.allocate(32)
        .putLong(a)
        .putLong(b)
        .putLong(Chance.mix(a ^ b))
        .putLong(Chance.mix(a - b))
        .array();
  }
}
