package althing.consensus.certificate;

import althing.consensus.BlockId;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import java.nio.ByteBuffer;
import java.util.TreeMap;

/**
 * Certificates to bytes and back (rule C4). Big-endian: format(1) = 1 ‖ epoch(8) ‖ view(8) ‖
 * height(8) ‖ block(32) ‖ count(2) ‖ count × (position(2) ‖ signature(64)), positions ascending.
 */
public final class CertificateCodec {

  private static final byte ED25519_LIST = 1;
  private static final int HEAD = 1 + 3 * Long.BYTES + BlockId.SIZE + Short.BYTES;
  private static final int ENTRY = Short.BYTES + Signature.SIZE;

  private CertificateCodec() {}

  public static byte[] encode(Certificate certificate) {
    var out = ByteBuffer.allocate(HEAD + certificate.signatures().size() * ENTRY);
    out.put(ED25519_LIST)
        .putLong(certificate.epoch())
        .putLong(certificate.view())
        .putLong(certificate.height())
        .put(certificate.block().toArray())
        .putShort((short) certificate.signatures().size());
    certificate
        .signatures()
        .forEach(
            (position, signature) -> out.putShort(position.shortValue()).put(signature.toArray()));
    return out.array();
  }

  /**
   * Reads exactly what {@link #encode} writes.
   *
   * @throws MalformedCertificateException for anything else
   */
  public static Certificate decode(byte[] encoded) {
    var in = ByteBuffer.wrap(encoded);
    if (encoded.length < HEAD) {
      throw new MalformedCertificateException(encoded.length, "ends early");
    }
    byte format = in.get();
    if (format != ED25519_LIST) {
      throw new MalformedCertificateException(0, "unknown format " + format);
    }
    long epoch = number(in, "epoch");
    long view = number(in, "view");
    long height = number(in, "height");
    var block = BlockId.of(bytes(in, BlockId.SIZE));
    int count = Short.toUnsignedInt(in.getShort());
    if (count == 0 || count > ValidatorSet.MAX_MEMBERS) {
      throw new MalformedCertificateException(HEAD - Short.BYTES, count + " signatures");
    }
    if (encoded.length != HEAD + count * ENTRY) {
      throw new MalformedCertificateException(
          HEAD, "%d signatures do not fit %d bytes".formatted(count, encoded.length - HEAD));
    }
    var signatures = new TreeMap<Integer, Signature>();
    int last = -1;
    for (int i = 0; i < count; i++) {
      int at = in.position();
      int position = Short.toUnsignedInt(in.getShort());
      if (position == last) {
        throw new MalformedCertificateException(at, "signer %d a second time".formatted(position));
      }
      if (position < last || position >= ValidatorSet.MAX_MEMBERS) {
        throw new MalformedCertificateException(
            at, "signer %d after signer %d".formatted(position, last));
      }
      last = position;
      signatures.put(position, Signature.of(bytes(in, Signature.SIZE)));
    }
    return new Certificate(epoch, view, height, block, signatures);
  }

  private static long number(ByteBuffer in, String field) {
    int at = in.position();
    long value = in.getLong();
    if (value < 0) {
      throw new MalformedCertificateException(at, field + " past 2^63-1");
    }
    return value;
  }

  private static byte[] bytes(ByteBuffer in, int size) {
    byte[] value = new byte[size];
    in.get(value);
    return value;
  }
}
