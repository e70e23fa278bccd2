package althing.node.core.snapshot;

import althing.ledger.state.PagePath;
import althing.ledger.state.StateCopy.Entry;
import althing.ledger.state.StatePage;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.core.snapshot.SnapshotMessage.EntriesSent;
import althing.node.core.snapshot.SnapshotMessage.EntriesWanted;
import althing.node.core.snapshot.SnapshotMessage.HeadSent;
import althing.node.core.snapshot.SnapshotMessage.HeadWanted;
import althing.node.core.snapshot.SnapshotMessage.NotServed;
import althing.node.core.snapshot.SnapshotMessage.OfferWanted;
import althing.node.core.snapshot.SnapshotMessage.Offered;
import althing.node.core.snapshot.SnapshotMessage.PagesSent;
import althing.node.core.snapshot.SnapshotMessage.PagesWanted;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages to bytes and back; {@code docs/network.md} has the layout. Big-endian: version(1) = 1 ‖
 * kind(1) ‖ request(8) ‖ fields.
 */
final class SnapshotCodec {

  /** The largest height and request. */
  static final long MAX_NUMBER = (1L << 62) - 1;

  private static final byte VERSION = 1;
  private static final byte OFFER_WANTED = 1;
  private static final byte OFFERED = 2;
  private static final byte HEAD_WANTED = 3;
  private static final byte HEAD_SENT = 4;
  private static final byte PAGES_WANTED = 5;
  private static final byte PAGES_SENT = 6;
  private static final byte ENTRIES_WANTED = 7;
  private static final byte ENTRIES_SENT = 8;
  private static final byte NOT_SERVED = 9;

  private static final int HEAD = 2 + Long.BYTES;
  private static final int ENTRY_HEAD = Short.BYTES + Integer.BYTES;

  private SnapshotCodec() {}

  static byte[] encode(SnapshotMessage message) {
    var out = ByteBuffer.allocate(HEAD + size(message));
    out.put(VERSION).put(kind(message)).putLong(message.request());
    switch (message) {
      case OfferWanted _, NotServed _ -> {}
      case Offered m -> out.putLong(m.height());
      case HeadWanted m -> out.putLong(m.height()).putInt(m.offset());
      case HeadSent m -> {
        out.putInt(m.total());
        put(out.putInt(m.piece().size()), m.piece());
      }
      case PagesWanted m -> {
        out.putLong(m.height()).putShort((short) m.paths().size());
        m.paths().forEach(path -> put(out, path.encoded()));
      }
      case PagesSent m -> {
        out.putShort((short) m.pages().size());
        m.pages().forEach(page -> put(out.putShort((short) page.size()), page));
      }
      case EntriesWanted m -> {
        out.putLong(m.height());
        put(out.putShort((short) m.from().size()), m.from());
      }
      case EntriesSent m -> {
        out.put((byte) (m.more() ? 1 : 0)).putInt(m.entries().size());
        for (Entry entry : m.entries()) {
          put(out.putShort((short) entry.key().size()), entry.key());
          put(out.putInt(entry.value().size()), entry.value());
        }
      }
    }
    return out.array();
  }

  private static void put(ByteBuffer out, Bytes bytes) {
    out.put(bytes.unsafeArray());
  }

  private static byte kind(SnapshotMessage message) {
    return switch (message) {
      case OfferWanted _ -> OFFER_WANTED;
      case Offered _ -> OFFERED;
      case HeadWanted _ -> HEAD_WANTED;
      case HeadSent _ -> HEAD_SENT;
      case PagesWanted _ -> PAGES_WANTED;
      case PagesSent _ -> PAGES_SENT;
      case EntriesWanted _ -> ENTRIES_WANTED;
      case EntriesSent _ -> ENTRIES_SENT;
      case NotServed _ -> NOT_SERVED;
    };
  }

  private static int size(SnapshotMessage message) {
    return switch (message) {
      case OfferWanted _, NotServed _ -> 0;
      case Offered _ -> Long.BYTES;
      case HeadWanted _ -> Long.BYTES + Integer.BYTES;
      case HeadSent m -> 2 * Integer.BYTES + m.piece().size();
      case PagesWanted m ->
          Long.BYTES
              + Short.BYTES
              + m.paths().stream().mapToInt(path -> path.encoded().size()).sum();
      case PagesSent m ->
          Short.BYTES + m.pages().stream().mapToInt(page -> Short.BYTES + page.size()).sum();
      case EntriesWanted m -> Long.BYTES + Short.BYTES + m.from().size();
      case EntriesSent m -> 1 + Integer.BYTES + m.bytes();
    };
  }

  /**
   * Reads exactly what {@link #encode} writes.
   *
   * @throws MalformedException for anything else; names the field and its offset
   */
  static SnapshotMessage decode(byte[] encoded) {
    var in = new Fields(encoded);
    in.number("version", VERSION, VERSION, Byte.BYTES);
    long kind = in.number("kind", OFFER_WANTED, NOT_SERVED, Byte.BYTES);
    long request = in.number("request", 0);
    SnapshotMessage message =
        switch ((byte) kind) {
          case OFFER_WANTED -> new OfferWanted(request);
          case OFFERED -> new Offered(request, in.number("height", 0));
          case HEAD_WANTED ->
              new HeadWanted(
                  request,
                  in.number("height", 1),
                  (int) in.number("offset", 0, HeadSent.MAX_TOTAL - 1, Integer.BYTES));
          case HEAD_SENT -> {
            int total = (int) in.number("total", 1, HeadSent.MAX_TOTAL, Integer.BYTES);
            int most = Math.min(total, HeadSent.MAX_PIECE);
            yield new HeadSent(request, total, in.sized("piece", 1, most, Integer.BYTES));
          }
          case PAGES_WANTED -> pagesWanted(in, request);
          case PAGES_SENT -> pagesSent(in, request);
          case ENTRIES_WANTED ->
              new EntriesWanted(
                  request,
                  in.number("height", 1),
                  in.sized("from", 0, EntriesSent.MAX_KEY + 1, Short.BYTES));
          case ENTRIES_SENT -> entriesSent(in, request);
          default -> new NotServed(request);
        };
    in.end();
    return message;
  }

  private static PagesWanted pagesWanted(Fields in, long request) {
    long height = in.number("height", 1);
    int count = (int) in.number("number of paths", 1, PagesWanted.MAX_PATHS, Short.BYTES);
    var paths = new ArrayList<PagePath>(count);
    for (int i = 0; i < count; i++) {
      paths.add(in.path());
    }
    return new PagesWanted(request, height, paths);
  }

  private static PagesSent pagesSent(Fields in, long request) {
    int count = (int) in.number("number of pages", 1, PagesWanted.MAX_PATHS, Short.BYTES);
    var pages = new ArrayList<Bytes>(count);
    for (int i = 0; i < count; i++) {
      pages.add(in.sized("page", 1, StatePage.MAX_SENT, Short.BYTES));
    }
    return new PagesSent(request, pages);
  }

  private static EntriesSent entriesSent(Fields in, long request) {
    boolean more = in.number("more", 0, 1, Byte.BYTES) == 1;
    int least = more ? 1 : 0;
    int most = in.remaining() / ENTRY_HEAD;
    int count = (int) in.number("number of entries", least, Math.max(least, most), Integer.BYTES);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes key = in.sized("key", 0, EntriesSent.MAX_KEY, Short.BYTES);
      entries.add(new Entry(key, in.sized("value", 0, EntriesSent.MAX_VALUE, Integer.BYTES)));
    }
    return new EntriesSent(request, more, entries);
  }

  /** Reads fields in order; what does not fit is refused by name and offset. */
  private static final class Fields {
    private final ByteBuffer in;

    Fields(byte[] encoded) {
      in = ByteBuffer.wrap(encoded);
    }

    int remaining() {
      return in.remaining();
    }

    long number(String field, long least) {
      return number(field, least, MAX_NUMBER, Long.BYTES);
    }

    long number(String field, long least, long most, int size) {
      int at = in.position();
      need(field, size);
      long value =
          switch (size) {
            case Byte.BYTES -> Byte.toUnsignedLong(in.get());
            case Short.BYTES -> Short.toUnsignedLong(in.getShort());
            case Integer.BYTES -> Integer.toUnsignedLong(in.getInt());
            default -> in.getLong();
          };
      if (value < least || value > most) {
        throw refusal(
            at,
            "%s %s is not within %d to %d"
                .formatted(field, Long.toUnsignedString(value), least, most));
      }
      return value;
    }

    Bytes sized(String field, int least, int most, int lengthSize) {
      return bytes(field, (int) number("length of " + field, least, most, lengthSize));
    }

    private Bytes bytes(String field, int length) {
      need(field, length);
      byte[] value = new byte[length];
      in.get(value);
      return Bytes.wrap(value);
    }

    PagePath path() {
      int at = in.position();
      need("path", 1);
      Bytes encoded = bytes("path", PagePath.size(Byte.toUnsignedInt(in.get(at))));
      try {
        return PagePath.decode(encoded);
      } catch (MalformedException e) {
        throw refusal(at, String.valueOf(e.getMessage()));
      }
    }

    private void need(String field, int size) {
      if (in.remaining() < size) {
        throw refusal(
            in.position(), "%s needs %d bytes, %d are left".formatted(field, size, in.remaining()));
      }
    }

    void end() {
      if (in.hasRemaining()) {
        throw refusal(in.position(), in.remaining() + " bytes left over");
      }
    }

    private static MalformedException refusal(int offset, String what) {
      return new MalformedException("snapshot message, offset %d: %s".formatted(offset, what));
    }
  }
}
