package althing.node.core.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import althing.consensus.BlockId;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.pbft.Equivocation;
import althing.consensus.pbft.Vote;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceFileTest {

  @TempDir private Path directory;

  @Test
  void evidence_is_there_after_a_restart_once_for_each_validator_and_epoch() throws IOException {
    var file = open();
    assertThat(file.all()).isEmpty();
    file.keep(against(1, 0));
    file.keep(against(1, 0));
    file.keep(against(2, 0));
    file.keep(against(1, 1));
    assertThat(file.all()).containsExactly(against(1, 0), against(2, 0), against(1, 1));

    var again = open();
    again.keep(against(2, 0));
    assertThat(again.all()).isEqualTo(file.all());
    assertThat(Files.readAllLines(path())).hasSize(3);
  }

  @Test
  void a_line_that_cannot_be_read_costs_that_line_only() throws IOException {
    open().keep(against(1, 0));
    Files.writeString(path(), "00ff\nwhat\n", StandardOpenOption.APPEND);
    var file = open();
    file.keep(against(2, 0));

    assertThat(open().all()).containsExactly(against(1, 0), against(2, 0));
  }

  @Test
  void what_follows_an_unfinished_line_is_kept() throws IOException {
    open().keep(against(1, 0));
    Files.writeString(path(), "00ff", StandardOpenOption.APPEND);
    open().keep(against(2, 0));

    assertThat(open().all()).containsExactly(against(1, 0), against(2, 0));
  }

  @Test
  void there_is_room_for_so_much() throws IOException {
    var file = open();
    IntStream.rangeClosed(0, EvidenceFile.MOST).forEach(epoch -> file.keep(against(1, epoch)));

    assertThat(file.all()).hasSize(EvidenceFile.MOST);
    assertThat(open().all()).isEqualTo(file.all());
    assertThat(Files.readAllLines(path())).hasSize(EvidenceFile.MOST);
  }

  private Path path() {
    return directory.resolve("evidence");
  }

  private EvidenceFile open() {
    return EvidenceFile.open(path());
  }

  private static Equivocation against(int culprit, long epoch) {
    return new Equivocation(
        PublicKey.of(ByteBuffer.allocate(32).putInt(culprit).array()),
        prepared(epoch, 1),
        Signature.of(new byte[Signature.SIZE]),
        prepared(epoch, 2),
        Signature.of(new byte[Signature.SIZE]));
  }

  private static Vote prepared(long epoch, int block) {
    return new Vote(
        Vote.Kind.PREPARE,
        epoch,
        7,
        9,
        BlockId.of(ByteBuffer.allocate(BlockId.SIZE).putInt(block).array()));
  }
}
