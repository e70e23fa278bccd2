package althing.node.core.snapshot;

import althing.ledger.state.PagePath;
import althing.ledger.state.StateCopy.Entry;
import althing.ledger.state.StatePage;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.core.peer.WireReader;
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
    var in = new WireReader("snapshot message", encoded);
    in.number("version", Byte.BYTES, VERSION, VERSION);
    long kind = in.number("kind", Byte.BYTES, OFFER_WANTED, NOT_SERVED);
    long request = number(in, "request", 0);
    SnapshotMessage message =
        switch ((byte) kind) {
          case OFFER_WANTED -> new OfferWanted(request);
          case OFFERED -> new Offered(request, number(in, "height", 0));
          case HEAD_WANTED ->
              new HeadWanted(
                  request, number(in, "height", 1), in.size("offset", 0, HeadSent.MAX_TOTAL - 1));
          case HEAD_SENT -> {
            int total = in.size("total", 1, HeadSent.MAX_TOTAL);
            int most = Math.min(total, HeadSent.MAX_PIECE);
            yield new HeadSent(
                request, total, in.wrapped("piece", in.size("length of piece", 1, most)));
          }
          case PAGES_WANTED -> pagesWanted(in, request);
          case PAGES_SENT -> pagesSent(in, request);
          case ENTRIES_WANTED ->
              new EntriesWanted(
                  request,
                  number(in, "height", 1),
                  in.wrapped("from", in.count("length of from", 0, EntriesSent.MAX_KEY + 1)));
          case ENTRIES_SENT -> entriesSent(in, request);
          default -> new NotServed(request);
        };
    in.end();
    return message;
  }

  private static PagesWanted pagesWanted(WireReader in, long request) {
    long height = number(in, "height", 1);
    int count = in.count("number of paths", 1, PagesWanted.MAX_PATHS);
    var paths = new ArrayList<PagePath>(count);
    for (int i = 0; i < count; i++) {
      paths.add(path(in));
    }
    return new PagesWanted(request, height, paths);
  }

  private static PagesSent pagesSent(WireReader in, long request) {
    int count = in.count("number of pages", 1, PagesWanted.MAX_PATHS);
    var pages = new ArrayList<Bytes>(count);
    for (int i = 0; i < count; i++) {
      pages.add(in.wrapped("page", in.count("length of page", 1, StatePage.MAX_SENT)));
    }
    return new PagesSent(request, pages);
  }

  private static EntriesSent entriesSent(WireReader in, long request) {
    boolean more = in.number("more", Byte.BYTES, 0, 1) == 1;
    int least = more ? 1 : 0;
    int most = in.remaining() / ENTRY_HEAD;
    int count = in.size("number of entries", least, Math.max(least, most));
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes key = in.wrapped("key", in.count("length of key", 0, EntriesSent.MAX_KEY));
      Bytes value = in.wrapped("value", in.size("length of value", 0, EntriesSent.MAX_VALUE));
      entries.add(new Entry(key, value));
    }
    return new EntriesSent(request, more, entries);
  }

  private static PagePath path(WireReader in) {
    int at = in.offset();
    Bytes encoded = in.wrapped("path", PagePath.size(in.peek("path")));
    try {
      return PagePath.decode(encoded);
    } catch (MalformedException e) {
      throw in.refusal(at, String.valueOf(e.getMessage()));
    }
  }

  private static long number(WireReader in, String field, long least) {
    return in.number(field, Long.BYTES, least, MAX_NUMBER);
  }
}
