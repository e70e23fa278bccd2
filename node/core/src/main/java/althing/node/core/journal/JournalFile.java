package althing.node.core.journal;

import althing.consensus.pbft.BlockReader;
import althing.consensus.pbft.JournalReader;
import althing.consensus.pbft.JournalReader.Content;
import althing.consensus.pbft.JournalReader.Ending;
import althing.consensus.pbft.JournalRecord;
import althing.consensus.pbft.JournalRecord.Floor;
import althing.consensus.pbft.JournalRecord.Forgotten;
import althing.consensus.pbft.JournalRecord.OwnVote;
import althing.consensus.pbft.JournalWriter;
import althing.consensus.pbft.PbftMachine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one node in a directory of its own (rules J1, J4, J5). It is founded once, by
 * {@link #found}; a directory without a journal is one that lost it. Used by one thread at a time;
 * only {@link #syncs} may be asked by any.
 *
 * <p>A journal that is lost stays lost, over any number of restarts, until the engine writes that
 * votes are forgotten, or a floor: nothing is written before, since a file without either would
 * look like the journal of a node that never voted.
 */
public final class JournalFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);

  static final String SEGMENT = "journal";
  static final String DRAFT = "journal.draft";
  static final String DAMAGED = "journal.damaged";

  /** Files grow by this, in zeros: overwriting them later changes no metadata. */
  static final int CHUNK = 4 << 20;

  /** Chunks from which on a new segment is worth its while. */
  private static final int LARGE_CHUNKS = 16;

  /** What a journal tells when it is opened. */
  public sealed interface State {

    /** In the engine's terms. */
    PbftMachine.Journal journal();

    /** Oldest first. */
    List<JournalRecord> records();

    /** The journal was founded, and nothing was voted for since. */
    record New(List<JournalRecord> records) implements State {
      @Override
      public PbftMachine.Journal journal() {
        return PbftMachine.Journal.NEW;
      }
    }

    /** Every vote that ever left this node, as far as it still matters. */
    record Whole(List<JournalRecord> records) implements State {
      @Override
      public PbftMachine.Journal journal() {
        return PbftMachine.Journal.WHOLE;
      }
    }

    /**
     * What was voted for is not known.
     *
     * @param file name of the file that is damaged or missing
     * @param offset of the damage; 0 if the file is missing
     */
    record Lost(String reason, String file, int offset) implements State {
      @Override
      public PbftMachine.Journal journal() {
        return PbftMachine.Journal.LOST;
      }

      @Override
      public List<JournalRecord> records() {
        return List.of();
      }
    }
  }

  /** A segment that is appended to. */
  private static final class Open {
    final Disk.Output output;
    final JournalWriter writer;
    final long startedWith;
    long allocated;

    Open(Disk.Output output, JournalWriter writer, long startedWith, long allocated) {
      this.output = output;
      this.writer = writer;
      this.startedWith = startedWith;
      this.allocated = allocated;
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private final Disk disk;
  private final LongSupplier salts;
  private final int chunk;
  private final AtomicLong syncs = new AtomicLong();
  private State state = new State.New(List.of());

  /** None while the journal is lost. */
  private @Nullable Open segment;

  private @Nullable JournalException failure;

  private JournalFile(Disk disk, LongSupplier salts, int chunk) {
    this.disk = disk;
    this.salts = salts;
    this.chunk = chunk;
  }

  /** Whether {@code directory} holds a journal, whole or not. */
  public static boolean isThere(Path directory) {
    return Files.exists(directory.resolve(SEGMENT));
  }

  /**
   * Makes the journal of a node that never voted. On disk when this returns.
   *
   * @param salts unpredictable numbers
   * @throws JournalException if there is or was a journal already
   */
  public static void found(Path directory, LongSupplier salts) {
    found(lock(directory), salts, CHUNK);
  }

  static void found(Disk disk, LongSupplier salts, int chunk) {
    try (var journal = new JournalFile(disk, salts, chunk)) {
      journal.attempt(() -> {
        for (String name : disk.list()) {
          if (!name.equals(DRAFT)) {
            throw new JournalException("there is a " + name + " in " + disk + " already");
          }
        }
        journal.begin(List.of());
      });
    }
  }

  /**
   * Opens the journal. What follows an unfinished write is cut off; a damaged file is set aside
   * under another name and never deleted.
   *
   * @param salts unpredictable numbers
   * @throws JournalException if another process uses it, or it cannot be read
   */
  public static JournalFile open(Path directory, BlockReader blocks, LongSupplier salts) {
    return open(lock(directory), blocks, salts, CHUNK);
  }

  static JournalFile open(Disk disk, BlockReader blocks, LongSupplier salts, int chunk) {
    var journal = new JournalFile(disk, salts, chunk);
    try {
      journal.attempt(() -> journal.read(blocks));
      return journal;
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  private static Disk lock(Path directory) {
    try {
      return DirectoryDisk.lock(directory);
    } catch (IOException e) {
      throw new JournalException("journal " + directory + " cannot be opened: " + e, e);
    }
  }

  /** What the journal told when it was opened. */
  public State state() {
    return state;
  }

  /**
   * Writes {@code records}; on disk when this returns, with one sync.
   *
   * @throws JournalException if that failed, now or before: the node must stop
   */
  public void append(List<JournalRecord> records) {
    attempt(() -> {
      Open open = segment;
      if (open != null) {
        if (!records.isEmpty()) {
          write(open, records);
        }
      } else if (hasPromise(records)) {
        requireLossFirst(records);
        begin(records);
      }
    });
  }

  /** Whether the segment has grown so that a snapshot should take its place. */
  public boolean isLarge() {
    Open open = segment;
    return open != null
        && open.writer.offset() > Math.max((long) LARGE_CHUNKS * chunk, 2 * open.startedWith);
  }

  /**
   * Puts a segment with {@link PbftMachine#snapshot} in the place of the present one. On disk when
   * this returns; a crash before that leaves the one or the other.
   *
   * @throws JournalException if that failed, now or before: the node must stop
   */
  public void rewrite(List<JournalRecord> snapshot) {
    attempt(() -> {
      if (segment == null && !hasPromise(snapshot)) {
        return;
      }
      if (segment == null) {
        requireLossFirst(snapshot);
      }
      begin(snapshot);
    });
  }

  /** Syncs of files and of the directory since this was opened. */
  public long syncs() {
    return syncs.get();
  }

  /** Bytes of the segment that are in use. */
  public long bytes() {
    Open open = segment;
    return open == null ? 0 : open.writer.offset();
  }

  private void read(BlockReader blocks) throws IOException {
    if (!disk.list().contains(SEGMENT)) {
      state = new State.Lost("there is no journal in " + disk, SEGMENT, 0);
      LOG.warn("journal lost: {}", state);
      return;
    }
    byte[] bytes = disk.read(SEGMENT);
    Content content = JournalReader.read(bytes, blocks);
    var records = content.records();
    state = hasPromise(records) ? new State.Whole(records) : new State.New(records);
    switch (content.ending()) {
      case Ending.Clean(var offset) ->
          segment = new Open(disk.open(SEGMENT), content.writer(), offset, bytes.length);
      case Ending.Torn(var offset, var what) -> {
        LOG.warn("journal {}: unfinished write at offset {} cut off: {}", disk, offset, what);
        begin(records);
      }
      case Ending.Damaged(var offset, var what) -> {
        String aside = setAside();
        state = new State.Lost(what, aside, offset);
        LOG.warn("journal lost: {}", state);
      }
    }
  }

  private String setAside() throws IOException {
    var names = disk.list();
    String name = DAMAGED;
    for (int i = 2; names.contains(name); i++) {
      name = DAMAGED + "." + i;
    }
    disk.rename(SEGMENT, name);
    disk.sync();
    syncs.incrementAndGet();
    return name;
  }

  /** Whether the records forbid any vote. A floor of nothing does not. */
  private static boolean hasPromise(List<JournalRecord> records) {
    return records.stream()
        .anyMatch(record ->
            record instanceof OwnVote
                || record instanceof Forgotten
                || record instanceof Floor(var epoch, var view) && (epoch > 0 || view > 0));
  }

  // J4: a journal after a lost one begins with that, or with what was learned of it.
  private static void requireLossFirst(List<JournalRecord> records) {
    for (JournalRecord record : records) {
      if (record instanceof OwnVote vote) {
        throw new IllegalStateException("voted without a journal: " + vote);
      }
      if (hasPromise(List.of(record))) {
        return;
      }
    }
  }

  /** Makes a segment that holds {@code records}, and puts it in the place of the present one. */
  private void begin(List<JournalRecord> records) throws IOException {
    var writer = JournalWriter.ofNewSegment(salts.getAsLong());
    var output = disk.create(DRAFT);
    try {
      output.write(0, ByteBuffer.wrap(writer.header()));
      for (JournalRecord record : records) {
        long at = writer.offset();
        output.write(at, ByteBuffer.wrap(writer.frame(List.of(record))));
      }
      long used = writer.offset();
      var next = new Open(output, writer, used, used);
      allocate(next);
      output.sync();
      disk.rename(DRAFT, SEGMENT);
      disk.sync();
      syncs.addAndGet(2);
      closeSegment();
      segment = next;
    } catch (IOException | RuntimeException e) {
      output.close();
      throw e;
    }
  }

  private void write(Open open, List<JournalRecord> records) throws IOException {
    long at = open.writer.offset();
    open.output.write(at, ByteBuffer.wrap(open.writer.frame(records)));
    if (open.writer.offset() > open.allocated) {
      allocate(open);
    }
    open.output.sync();
    syncs.incrementAndGet();
  }

  /** Writes zeros up to the end of a chunk, at least one byte. */
  private void allocate(Open open) throws IOException {
    long used = open.writer.offset();
    open.allocated = (used / chunk + 1) * chunk;
    open.output.write(used, ByteBuffer.allocate((int) (open.allocated - used)));
  }

  private void attempt(Action action) {
    if (failure != null) {
      throw new JournalException("the journal failed before: " + failure.getMessage(), failure);
    }
    try {
      action.run();
    } catch (IOException e) {
      failure = new JournalException("journal " + disk + " failed: " + e, e);
      throw failure;
    }
  }

  private void closeSegment() throws IOException {
    Open open = segment;
    segment = null;
    if (open != null) {
      open.output.close();
    }
  }

  /** Lets the directory go. What was appended is on disk already. */
  @Override
  public void close() {
    try (disk) {
      closeSegment();
    } catch (IOException e) {
      throw new JournalException("journal " + disk + " cannot be closed: " + e, e);
    }
  }
}
