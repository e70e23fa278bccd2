package althing.node.core.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A disk that keeps what was synced, and of the rest, when the power is cut, any sectors of files
 * and the first of the changes to names.
 */
final class FakeDisk implements Disk {

  /** Thrown where the power is cut. */
  static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final int SECTOR = 512;

  private static final class Node {
    byte[] synced = {};
    byte[] cached = {};
  }

  private final Random random;
  private TreeMap<String, Node> syncedNames = new TreeMap<>();
  private TreeMap<String, Node> names = new TreeMap<>();
  private final List<Consumer<TreeMap<String, Node>>> unsyncedNames = new ArrayList<>();
  private int operationsLeft = Integer.MAX_VALUE;

  /** What syncs are answered without being made. */
  enum Lie {
    NONE,
    FILES,
    NAMES
  }

  Lie lie = Lie.NONE;

  /** Whether syncs fail. */
  boolean failing;

  FakeDisk(Random random) {
    this.random = random;
  }

  /** The power is cut instead of the operation after {@code operations} more. */
  void cutPowerAfter(int operations) {
    operationsLeft = operations;
  }

  /** What is there once the power is back. */
  void restart() {
    operationsLeft = Integer.MAX_VALUE;
    int kept = random.nextInt(unsyncedNames.size() + 1);
    unsyncedNames.subList(0, kept).forEach(change -> change.accept(syncedNames));
    unsyncedNames.clear();
    syncedNames.values().forEach(this::dropUnsynced);
    names = new TreeMap<>(syncedNames);
  }

  private void dropUnsynced(Node node) {
    int size = random.nextBoolean() ? node.cached.length : node.synced.length;
    byte[] left = Arrays.copyOf(node.synced, size);
    int sharePercent = random.nextInt(101);
    for (int from = 0; from < Math.min(size, node.cached.length); from += SECTOR) {
      int to = Math.min(from + SECTOR, Math.min(size, node.cached.length));
      boolean changed = !Arrays.equals(node.cached, from, to, left, from, to);
      if (changed && random.nextInt(100) < sharePercent) {
        System.arraycopy(node.cached, from, left, from, to - from);
      }
    }
    node.synced = left;
    node.cached = left.clone();
  }

  /** The bytes of a file, to be damaged. */
  byte[] bytes(String name) {
    return node(name).cached;
  }

  void delete(String name) {
    names.remove(name);
    syncedNames.remove(name);
  }

  @Override
  public List<String> list() {
    return List.copyOf(names.keySet());
  }

  @Override
  public byte[] read(String name) {
    return node(name).cached.clone();
  }

  @Override
  public Output create(String name) {
    operation();
    var node = new Node();
    change(all -> all.put(name, node));
    return new FakeOutput(node);
  }

  @Override
  public Output open(String name) {
    return new FakeOutput(node(name));
  }

  @Override
  public void rename(String from, String to) {
    operation();
    var node = node(from);
    change(all -> {
      all.remove(from);
      all.put(to, node);
    });
  }

  @Override
  public void sync() throws IOException {
    operation();
    if (failing) {
      throw new IOException("no sync of the directory");
    }
    if (lie != Lie.NAMES) {
      unsyncedNames.clear();
      syncedNames = new TreeMap<>(names);
    }
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "fake";
  }

  private void change(Consumer<TreeMap<String, Node>> change) {
    change.accept(names);
    unsyncedNames.add(change);
  }

  private Node node(String name) {
    var node = names.get(name);
    if (node == null) {
      throw new AssertionError("no file " + name);
    }
    return node;
  }

  private void operation() {
    if (operationsLeft-- == 0) {
      operationsLeft = 0;
      throw new PowerCut();
    }
  }

  private final class FakeOutput implements Output {
    private final Node node;

    FakeOutput(Node node) {
      this.node = node;
    }

    @Override
    public void write(long at, ByteBuffer bytes) {
      operation();
      int end = (int) at + bytes.remaining();
      if (end > node.cached.length) {
        node.cached = Arrays.copyOf(node.cached, end);
      }
      bytes.get(node.cached, (int) at, bytes.remaining());
    }

    @Override
    public void sync() throws IOException {
      operation();
      if (failing) {
        throw new IOException("no sync");
      }
      if (lie != Lie.FILES) {
        node.synced = node.cached.clone();
      }
    }

    @Override
    public void close() {}
  }
}
