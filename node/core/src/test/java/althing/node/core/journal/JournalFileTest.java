package althing.node.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import althing.consensus.Signature;
import althing.consensus.pbft.BlockReader;
import althing.consensus.pbft.JournalRecord;
import althing.consensus.pbft.JournalRecord.Floor;
import althing.consensus.pbft.JournalRecord.OwnVote;
import althing.consensus.pbft.PbftMachine;
import althing.consensus.pbft.Vote;
import althing.node.core.journal.FakeDisk.Lie;
import althing.node.core.journal.JournalFile.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules J1, J4 and J5 on disk. */
class JournalFileTest {

  private static final int CHUNK = 2_048;
  private static final BlockReader BLOCKS = TestBlock::new;

  /** A block that is nothing but its number and its size. */
  private record TestBlock(long number, int size) implements Proposal {

    TestBlock(byte[] encoded) {
      this(ByteBuffer.wrap(encoded).getLong(), encoded.length);
    }

    @Override
    public BlockId id() {
      return BlockId.of(Arrays.copyOf(encoded(), BlockId.SIZE));
    }

    @Override
    public long height() {
      return number;
    }

    @Override
    public BlockId parent() {
      return Vote.NO_BLOCK;
    }

    @Override
    public byte[] encoded() {
      byte[] bytes = new byte[size];
      Arrays.fill(bytes, (byte) 0x77);
      return ByteBuffer.wrap(bytes).putLong(number).array();
    }
  }

  private final FakeDisk disk = new FakeDisk(new Random(1));

  @Test
  void a_journal_is_new_until_something_is_promised() {
    JournalFile.found(disk, () -> 7, CHUNK);
    try (var journal = open(disk)) {
      assertThat(journal.state()).isEqualTo(new State.New(List.of()));
      journal.append(List.of(block(1), new Floor(0, 0)));
    }
    try (var journal = open(disk)) {
      assertThat(journal.state()).isEqualTo(new State.New(List.of(block(1), new Floor(0, 0))));
      journal.append(List.of(vote(3)));
      journal.append(List.of());
      assertThat(journal.syncs()).isEqualTo(1);
    }
    try (var journal = open(disk)) {
      assertThat(journal.state())
          .isEqualTo(new State.Whole(List.of(block(1), new Floor(0, 0), vote(3))));
      assertThat(journal.state().journal()).isEqualTo(PbftMachine.Journal.WHOLE);
    }
  }

  @Test
  void a_journal_is_founded_once() {
    JournalFile.found(disk, () -> 7, CHUNK);
    assertThatThrownBy(() -> JournalFile.found(disk, () -> 7, CHUNK))
        .isInstanceOf(JournalException.class)
        .hasMessage("there is a journal in fake already");
    disk.bytes("journal")[0] ^= 1;
    open(disk).close();
    assertThat(disk.list()).containsExactly("journal.damaged");
    assertThatThrownBy(() -> JournalFile.found(disk, () -> 7, CHUNK))
        .isInstanceOf(JournalException.class)
        .hasMessage("there is a journal.damaged in fake already");
  }

  @Test
  void a_missing_journal_is_lost() {
    try (var journal = open(disk)) {
      assertThat(journal.state())
          .isEqualTo(new State.Lost("there is no journal in fake", "journal", 0));
      assertThat(journal.state().journal()).isEqualTo(PbftMachine.Journal.LOST);
    }
  }

  @Test
  void a_damaged_journal_is_lost_and_set_aside_as_it_is() {
    JournalFile.found(disk, () -> 7, CHUNK);
    try (var journal = open(disk)) {
      journal.append(List.of(vote(3)));
      journal.append(List.of(vote(4)));
    }
    disk.bytes("journal")[70] ^= 1;
    byte[] damaged = disk.read("journal");
    try (var journal = open(disk)) {
      assertThat(journal.state())
          .isEqualTo(new State.Lost("frame 1 is wrong, but others follow", "journal.damaged", 32));
    }
    assertThat(disk.list()).containsExactly("journal.damaged");
    assertThat(disk.read("journal.damaged")).isEqualTo(damaged);
  }

  /** J4: otherwise the second start would take the node for one that never voted. */
  @Test
  void a_lost_journal_stays_lost_until_that_is_written_down() {
    for (int restart = 0; restart < 3; restart++) {
      try (var journal = open(disk)) {
        assertThat(journal.state()).isInstanceOf(State.Lost.class);
        journal.append(List.of(block(1)));
        journal.rewrite(List.of(new Floor(0, 0), block(2)));
        assertThat(journal.syncs()).isZero();
        assertThatThrownBy(() -> journal.append(List.of(vote(3))))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith("voted without a journal");
      }
      disk.restart();
    }
    try (var journal = open(disk)) {
      journal.append(List.of(new JournalRecord.Forgotten(), block(1)));
      journal.append(List.of(new Floor(2, 9), vote(10)));
    }
    disk.restart();
    try (var journal = open(disk)) {
      assertThat(journal.state())
          .isEqualTo(
              new State.Whole(
                  List.of(new JournalRecord.Forgotten(), block(1), new Floor(2, 9), vote(10))));
    }
  }

  @Test
  void later_damage_does_not_overwrite_what_was_set_aside() {
    for (int i = 0; i < 3; i++) {
      try (var journal = open(disk)) {
        journal.append(List.of(new Floor(2, 9 + i)));
      }
      disk.bytes("journal")[40] ^= 1;
    }
    open(disk).close();
    assertThat(disk.list())
        .containsExactly("journal.damaged", "journal.damaged.2", "journal.damaged.3");
  }

  @Test
  void a_large_segment_gives_way_to_a_snapshot() {
    JournalFile.found(disk, () -> 7, CHUNK);
    try (var journal = open(disk)) {
      int view = 1;
      while (!journal.isLarge()) {
        journal.append(List.of(vote(view++)));
      }
      assertThat(journal.bytes()).isGreaterThan(16L * CHUNK);
      var snapshot = List.of(new Floor(2, view - 2), vote(view - 1));
      journal.rewrite(snapshot);
      assertThat(journal.isLarge()).isFalse();
      journal.append(List.of(vote(view)));
    }
    assertThat(disk.list()).containsExactly("journal");
    try (var journal = open(disk)) {
      assertThat(journal.state().records()).hasSize(3);
    }
  }

  @Test
  void after_a_failed_sync_nothing_is_tried_again() {
    JournalFile.found(disk, () -> 7, CHUNK);
    try (var journal = open(disk)) {
      disk.failing = true;
      assertThatThrownBy(() -> journal.append(List.of(vote(3))))
          .isInstanceOf(JournalException.class)
          .hasMessage("journal fake failed: java.io.IOException: no sync");
      disk.failing = false;
      assertThatThrownBy(() -> journal.append(List.of(vote(3))))
          .isInstanceOf(JournalException.class)
          .hasMessageStartingWith("the journal failed before: ");
      assertThatThrownBy(() -> journal.rewrite(List.of(vote(3))))
          .isInstanceOf(JournalException.class);
      assertThat(journal.syncs()).isZero();
    }
  }

  /** J1: whatever the disk drops when the power is cut, what was acknowledged is read back. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void what_was_acknowledged_survives_any_power_cut(long seed) {
    for (long run = 0; run < 60; run++) {
      livesOfANode(new Random(seed * 1_000 + run), Lie.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void the_power_cuts_find_a_sync_that_is_left_out(Lie lie) {
    assertThatThrownBy(
            () -> {
              for (long run = 0; run < 60; run++) {
                livesOfANode(new Random(run), lie);
              }
            })
        .isInstanceOf(AssertionError.class);
  }

  /** Starts, appends, rewrites, and power cuts at any operation of the disk, over and over. */
  private static void livesOfANode(Random random, Lie lie) {
    var disk = new FakeDisk(random);
    JournalFile.found(disk, random::nextLong, CHUNK);
    disk.lie = lie;
    List<JournalRecord> acknowledged = List.of();
    List<JournalRecord> underWay = List.of();
    long view = 1;
    for (int life = 0; life < 12; life++) {
      disk.cutPowerAfter(random.nextInt(25));
      try (var journal = open(disk, random)) {
        var found = journal.state().records();
        assertThat(journal.state()).isNotInstanceOf(State.Lost.class);
        assertThat(found).isIn(acknowledged, underWay);
        acknowledged = found;
        underWay = found;
        while (true) {
          if (random.nextInt(6) == 0) {
            underWay = List.of(new Floor(2, view), vote(++view));
            journal.rewrite(underWay);
          } else {
            var more = new ArrayList<JournalRecord>();
            for (int records = 1 + random.nextInt(3); records > 0; records--) {
              more.add(random.nextInt(3) == 0 ? block(random.nextInt(9_000)) : vote(++view));
            }
            underWay = new ArrayList<>(acknowledged);
            underWay.addAll(more);
            journal.append(more);
          }
          acknowledged = underWay;
        }
      } catch (FakeDisk.PowerCut _) {
        disk.restart();
      }
    }
    try (var journal = open(disk, random)) {
      assertThat(journal.state().records()).isIn(acknowledged, underWay);
    }
  }

  @Test
  void it_works_on_a_real_file_system(@TempDir Path parent) throws IOException {
    Path directory = parent.resolve("data").resolve("journal");
    JournalFile.found(directory, () -> 7);
    try (var journal = JournalFile.open(directory, BLOCKS, () -> 8)) {
      journal.append(List.of(vote(3)));
      assertThat(Files.size(directory.resolve("journal"))).isEqualTo(JournalFile.CHUNK);
      journal.rewrite(List.of(new Floor(2, 2), vote(3)));
      journal.append(List.of(vote(4), new JournalRecord.Block(new TestBlock(1, 5 << 20))));
      assertThat(Files.size(directory.resolve("journal"))).isEqualTo(2 * JournalFile.CHUNK);
      assertThat(journal.syncs()).isEqualTo(4);
    }
    try (var journal = JournalFile.open(directory, BLOCKS, () -> 9)) {
      assertThat(journal.state().records())
          .hasSize(4)
          .startsWith(new Floor(2, 2), vote(3), vote(4));
    }
    Files.delete(directory.resolve("journal"));
    try (var journal = JournalFile.open(directory, BLOCKS, () -> 9)) {
      assertThat(journal.state()).isInstanceOf(State.Lost.class);
    }
  }

  @Test
  void a_journal_is_used_once_at_a_time(@TempDir Path directory) {
    JournalFile.found(directory, () -> 7);
    try (var journal = JournalFile.open(directory, BLOCKS, () -> 8)) {
      assertThat(journal.state()).isInstanceOf(State.New.class);
      assertThatThrownBy(() -> JournalFile.open(directory, BLOCKS, () -> 8))
          .isInstanceOf(JournalException.class)
          .hasMessageEndingWith("is in use by this process");
    }
    JournalFile.open(directory, BLOCKS, () -> 8).close();
  }

  private static JournalFile open(FakeDisk disk) {
    return open(disk, new Random(5));
  }

  private static JournalFile open(FakeDisk disk, Random random) {
    return JournalFile.open(disk, BLOCKS, random::nextLong, CHUNK);
  }

  private static JournalRecord vote(long view) {
    byte[] value = new byte[32];
    Arrays.fill(value, (byte) 5);
    return new OwnVote(
        new Vote(Vote.Kind.PREPARE, 2, view, 9, BlockId.of(value)), Signature.of(new byte[64]));
  }

  private static JournalRecord block(int size) {
    return new JournalRecord.Block(new TestBlock(size, 40 + size));
  }
}
