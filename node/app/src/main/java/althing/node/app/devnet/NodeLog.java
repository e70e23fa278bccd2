package althing.node.app.devnet;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The file that a node's error stream goes to, one for all its lives. */
record NodeLog(Path file) {

  /** A longer file is put aside when the node starts again. */
  private static final long MAX_BYTES = 16 << 20;

  /** How such a line begins. */
  private static final String REASON = "althing: ";

  private static final int TAIL_BYTES = 4_096;

  /** Makes room for another life. */
  void begin() throws IOException {
    if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
      Path old = file.resolveSibling(file.getFileName() + ".old");
      Files.move(file, old, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * The last line that says why a command could not go on, else the last one that says anything;
   * empty when there is none.
   */
  String lastLine() {
    try (var log = new RandomAccessFile(file.toFile(), "r")) {
      long length = log.length();
      byte[] tail = new byte[(int) Math.min(length, TAIL_BYTES)];
      log.seek(length - tail.length);
      log.readFully(tail);
      List<String> lines =
          new String(tail, StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank()).toList();
      return lines.reversed().stream()
          .filter(line -> line.startsWith(REASON))
          .findFirst()
          .orElse(lines.isEmpty() ? "" : lines.getLast());
    } catch (IOException _) {
      return "";
    }
  }
}
