package althing.node.core.evidence;

import althing.consensus.PublicKey;
import althing.consensus.pbft.Equivocation;
import althing.consensus.pbft.EquivocationCodec;
import althing.consensus.pbft.MalformedMessageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evidence against validators (rule E1), one line of hexadecimal digits each, at most {@value
 * #MOST}. A validator is in it once an epoch. It may be copied while the node runs, and nothing of
 * the chain rests on it: lines that cannot be read, or written, are warned of and left out. One
 * thread writes, any may read.
 */
public final class EvidenceFile {

  /** How much evidence is kept; what comes later is logged only. */
  public static final int MOST = 1_024;

  /** No line is longer. */
  private static final int MAX_LINE = 1_024;

  private static final Logger LOG = LoggerFactory.getLogger(EvidenceFile.class);

  private record Guilt(PublicKey culprit, long epoch) {}

  private final Path file;
  private final List<Equivocation> kept = new CopyOnWriteArrayList<>();
  private final Set<Guilt> known = new HashSet<>();

  /** Whether the file's last line has no end. */
  private boolean unfinished;

  private EvidenceFile(Path file) {
    this.file = file;
  }

  /** Opens the file, which need not be there. */
  public static EvidenceFile open(Path file) {
    var opened = new EvidenceFile(file);
    if (Files.exists(file)) {
      try {
        opened.read();
      } catch (IOException e) {
        LOG.warn("evidence {} cannot be read: {}", file, e.toString());
      }
    }
    return opened;
  }

  private void read() throws IOException {
    if (Files.size(file) > (long) MOST * MAX_LINE) {
      LOG.warn("evidence {} is longer than this node makes it, and not read", file);
      return;
    }
    var lines = new ArrayList<Equivocation>();
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    unfinished = !text.isEmpty() && !text.endsWith("\n");
    for (String line : text.lines().toList()) {
      try {
        lines.add(EquivocationCodec.decode(HexFormat.of().parseHex(line)));
      } catch (IllegalArgumentException | MalformedMessageException e) {
        LOG.warn("evidence {}: a line cannot be read: {}", file, e.getMessage());
      }
    }
    lines.stream().filter(this::isNew).limit(MOST).forEach(kept::add);
  }

  private boolean isNew(Equivocation evidence) {
    return known.add(new Guilt(evidence.culprit(), evidence.first().epoch()));
  }

  /** Keeps {@code evidence}, on disk when this returns, unless it is known or there is no room. */
  public void keep(Equivocation evidence) {
    if (kept.size() >= MOST || !isNew(evidence)) {
      return;
    }
    kept.add(evidence);
    // A write that a crash cut short left no end of line; this begins with one then.
    String end = unfinished ? "\n" : "";
    unfinished = false;
    String line = end + HexFormat.of().formatHex(EquivocationCodec.encode(evidence)) + "\n";
    try (var channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      LOG.warn("evidence {} cannot be written: {}", file, e.toString());
    }
  }

  /** All that is kept, the oldest first. */
  public List<Equivocation> all() {
    return List.copyOf(kept);
  }
}
