package althing.node.app.bench;

import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The node's process on this machine, as Linux accounts for it under {@code /proc}. */
final class TargetProcess {

  /** USER_HZ, which Linux fixes for all that user space sees. */
  private static final long TICKS_PER_SECOND = 100;

  private final Path directory;

  private TargetProcess(Path directory) {
    this.directory = directory;
  }

  /** The process {@code pid}; fails when it cannot be looked at. */
  static TargetProcess of(long pid) {
    var process = new TargetProcess(Path.of("/proc", Long.toString(pid)));
    process.cpuMillis();
    return process;
  }

  /** Processor time used so far, in user and kernel mode. */
  long cpuMillis() {
    String stat = read("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return ticks * 1000 / TICKS_PER_SECOND;
  }

  /** Resident memory now. */
  long residentKiB() {
    return statusKiB("VmRSS:");
  }

  /** The most resident memory there ever was. */
  long peakResidentKiB() {
    return statusKiB("VmHWM:");
  }

  /** Average number of runnable tasks in the last minute, if the system tells. */
  static Optional<String> loadAverage() {
    try {
      return Optional.of(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private long statusKiB(String field) {
    List<String> lines = read("status").lines().filter(line -> line.startsWith(field)).toList();
    return lines.isEmpty() ? 0 : Long.parseLong(lines.getFirst().replaceAll("\\D", ""));
  }

  private String read(String file) {
    try {
      return Files.readString(directory.resolve(file));
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "cannot look at process " + directory.getFileName() + " under /proc: " + e.getMessage(),
          e);
    }
  }
}
