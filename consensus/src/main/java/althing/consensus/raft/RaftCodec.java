package althing.consensus.raft;

import althing.consensus.BlockId;
import althing.consensus.Signature;
import althing.consensus.certificate.CertificateCodec;
import althing.consensus.certificate.MalformedCertificateException;
import althing.consensus.raft.Message.Cast;
import althing.consensus.raft.Message.Certified;
import althing.consensus.raft.Message.Status;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Messages, entries and places to bytes and back; {@code docs/formats.md} has them byte by byte.
 * All numbers are big-endian and not negative.
 */
public final class RaftCodec {

  private static final byte CAST = 1;
  private static final byte CERTIFIED = 2;
  private static final byte STATUS = 3;
  private static final int CAST_SIZE = 1 + 3 * Long.BYTES + BlockId.SIZE + Signature.SIZE;

  private static final byte ENTRY_FORMAT = 1;
  private static final int ENTRY_HEAD = 1 + Long.BYTES + 2 * BlockId.SIZE;

  private static final byte PLACE_FORMAT = 1;
  private static final int PLACE_SIZE = 1 + 3 * Long.BYTES + BlockId.SIZE;

  private RaftCodec() {}

  public static byte[] encode(Message message) {
    return switch (message) {
      case Cast(var epoch, var view, var height, var block, var signature) ->
          ByteBuffer.allocate(CAST_SIZE)
              .put(CAST)
              .putLong(epoch)
              .putLong(view)
              .putLong(height)
              .put(block.toArray())
              .put(signature.toArray())
              .array();
      case Certified(var certificate) -> {
        byte[] proof = CertificateCodec.encode(certificate);
        yield ByteBuffer.allocate(1 + proof.length).put(CERTIFIED).put(proof).array();
      }
      case Status(var height) ->
          ByteBuffer.allocate(1 + Long.BYTES).put(STATUS).putLong(height).array();
    };
  }

  /**
   * Reads exactly what {@link #encode(Message)} writes.
   *
   * @throws MalformedRaftException for anything else
   */
  public static Message decodeMessage(byte[] encoded) {
    String subject = "raft message";
    if (encoded.length == 0) {
      throw new MalformedRaftException(subject, 0, "empty");
    }
    var in = ByteBuffer.wrap(encoded);
    byte tag = in.get();
    return switch (tag) {
      case CAST -> {
        requireSize(subject, encoded, CAST_SIZE);
        yield new Cast(
            number(subject, in, "epoch"),
            number(subject, in, "view"),
            number(subject, in, "height"),
            blockId(in),
            Signature.of(bytes(in, Signature.SIZE)));
      }
      case CERTIFIED -> {
        try {
          yield new Certified(
              CertificateCodec.decode(Arrays.copyOfRange(encoded, 1, encoded.length)));
        } catch (MalformedCertificateException e) {
          throw new MalformedRaftException(subject, 1, String.valueOf(e.getMessage()));
        }
      }
      case STATUS -> {
        requireSize(subject, encoded, 1 + Long.BYTES);
        yield new Status(number(subject, in, "height"));
      }
      default -> throw new MalformedRaftException(subject, 0, "unknown tag " + tag);
    };
  }

  public static byte[] encode(LogEntry entry) {
    return ByteBuffer.allocate(Math.addExact(ENTRY_HEAD, entry.encoded().length))
        .put(ENTRY_FORMAT)
        .putLong(entry.height())
        .put(entry.block().toArray())
        .put(entry.parent().toArray())
        .put(entry.encoded())
        .array();
  }

  /**
   * Reads exactly what {@link #encode(LogEntry)} writes; the block itself is not read.
   *
   * @throws MalformedRaftException for anything else
   */
  public static LogEntry decodeEntry(byte[] encoded) {
    String subject = "log entry";
    if (encoded.length < ENTRY_HEAD) {
      throw new MalformedRaftException(subject, encoded.length, "ends early");
    }
    var in = ByteBuffer.wrap(encoded);
    requireFormat(subject, in, ENTRY_FORMAT);
    return new LogEntry(
        number(subject, in, "height"), blockId(in), blockId(in), bytes(in, in.remaining()));
  }

  public static byte[] encode(Place place) {
    return ByteBuffer.allocate(PLACE_SIZE)
        .put(PLACE_FORMAT)
        .putLong(place.term())
        .putLong(place.index())
        .putLong(place.height())
        .put(place.block().toArray())
        .array();
  }

  /**
   * Reads exactly what {@link #encode(Place)} writes of a place behind an entry.
   *
   * @throws MalformedRaftException for anything else
   */
  public static Place decodePlace(byte[] encoded) {
    String subject = "place in the log";
    requireSize(subject, encoded, PLACE_SIZE);
    var in = ByteBuffer.wrap(encoded);
    requireFormat(subject, in, PLACE_FORMAT);
    return new Place(
        number(subject, in, "term"),
        number(subject, in, "index"),
        number(subject, in, "height"),
        blockId(in));
  }

  private static void requireFormat(String subject, ByteBuffer in, byte wanted) {
    byte format = in.get();
    if (format != wanted) {
      throw new MalformedRaftException(subject, 0, "unknown format " + format);
    }
  }

  private static void requireSize(String subject, byte[] encoded, int size) {
    if (encoded.length != size) {
      throw new MalformedRaftException(
          subject,
          Math.min(size, encoded.length),
          "%d bytes, should be %d".formatted(encoded.length, size));
    }
  }

  private static long number(String subject, ByteBuffer in, String field) {
    int at = in.position();
    long value = in.getLong();
    if (value < 0) {
      throw new MalformedRaftException(subject, at, field + " past 2^63-1");
    }
    return value;
  }

  private static BlockId blockId(ByteBuffer in) {
    return BlockId.of(bytes(in, BlockId.SIZE));
  }

  private static byte[] bytes(ByteBuffer in, int size) {
    byte[] value = new byte[size];
    in.get(value);
    return value;
  }
}
