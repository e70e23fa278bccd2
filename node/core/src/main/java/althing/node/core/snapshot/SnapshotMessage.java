package althing.node.core.snapshot;

import althing.ledger.state.PagePath;
import althing.ledger.state.StateCopy.Entry;
import althing.ledger.state.StatePage;
import althing.ledger.types.Bytes;
import java.util.List;

/** What nodes say to each other about snapshots. Each answer repeats the question's number. */
sealed interface SnapshotMessage {

  /** The question's number, chosen by who asks; from 0 to {@link SnapshotCodec#MAX_NUMBER}. */
  long request();

  /** Something that is asked for. */
  sealed interface Question extends SnapshotMessage {}

  /** Something that was asked for. */
  sealed interface Answer extends SnapshotMessage {}

  /** Asks which block's state the other can give. */
  record OfferWanted(long request) implements Question {}

  /**
   * The newest block whose state the sender can give.
   *
   * @param height 0 for none
   */
  record Offered(long request, long height) implements Answer {}

  /**
   * Asks for a piece of the encoded {@link SnapshotHead}.
   *
   * @param offset of the first byte wanted
   */
  record HeadWanted(long request, long height, int offset) implements Question {
    public HeadWanted {
      require(height >= 1, "height", height);
      require(offset >= 0 && offset < HeadSent.MAX_TOTAL, "offset", offset);
    }
  }

  /**
   * A piece of the head, from the offset asked for.
   *
   * @param total bytes of the whole head
   */
  record HeadSent(long request, int total, Bytes piece) implements Answer {

    static final int MAX_TOTAL = 64 << 20;
    static final int MAX_PIECE = 256 << 10;

    public HeadSent {
      require(total >= 1 && total <= MAX_TOTAL, "total", total);
      require(
          !piece.isEmpty() && piece.size() <= Math.min(total, MAX_PIECE), "piece", piece.size());
    }
  }

  /**
   * Asks for pages of the state tree.
   *
   * @param paths of pages that are known to be there, 1 to {@link #MAX_PATHS}
   */
  record PagesWanted(long request, long height, List<PagePath> paths) implements Question {

    static final int MAX_PATHS = 256;

    public PagesWanted {
      require(height >= 1, "height", height);
      paths = List.copyOf(paths);
      require(!paths.isEmpty() && paths.size() <= MAX_PATHS, "paths", paths.size());
    }
  }

  /** The first pages of those asked for, at least one, as {@link StatePage} says they are sent. */
  record PagesSent(long request, List<Bytes> pages) implements Answer {

    /** Most bytes of pages. */
    static final int MAX_BYTES = 512 << 10;

    public PagesSent {
      pages = List.copyOf(pages);
      require(!pages.isEmpty() && pages.size() <= PagesWanted.MAX_PATHS, "pages", pages.size());
    }
  }

  /**
   * Asks for entries of the state, in the order of keys.
   *
   * @param from the lowest key that may be among them
   */
  record EntriesWanted(long request, long height, Bytes from) implements Question {
    public EntriesWanted {
      require(height >= 1, "height", height);
      require(from.size() <= EntriesSent.MAX_KEY + 1, "key bytes", from.size());
    }
  }

  /**
   * All entries from the key asked for on, as many as fit.
   *
   * @param more whether further ones come after them; then there is at least one
   */
  record EntriesSent(long request, boolean more, List<Entry> entries) implements Answer {

    static final int MAX_KEY = 4 << 10;
    static final int MAX_VALUE = 512 << 10;

    /** What has as many {@linkplain #bytes() bytes} gets no further entry; with fewer it ends. */
    static final int MAX_BYTES = 256 << 10;

    private static final int ENTRY_BYTES = 6;

    public EntriesSent {
      entries = List.copyOf(entries);
      require(!more || !entries.isEmpty(), "entries", 0);
    }

    /** Bytes of an entry in the message. */
    static int bytes(Entry entry) {
      return ENTRY_BYTES + entry.key().size() + entry.value().size();
    }

    /** Bytes of all entries in the message. */
    int bytes() {
      return entries.stream().mapToInt(EntriesSent::bytes).sum();
    }
  }

  /** The sender does not, or no longer, give what was asked for. */
  record NotServed(long request) implements Answer {}

  private static void require(boolean holds, String field, long value) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %d".formatted(field, value));
    }
  }
}
