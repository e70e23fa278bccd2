package althing.node.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.consensus.Application;
import althing.consensus.BlockId;
import althing.consensus.Judgement;
import althing.consensus.Proposal;
import althing.consensus.PublicKey;
import althing.consensus.Signature;
import althing.consensus.ValidatorSet;
import althing.consensus.certificate.Certificate;
import althing.consensus.pbft.BlockReader;
import althing.consensus.pbft.Effect;
import althing.consensus.pbft.MalformedBlockException;
import althing.consensus.pbft.Message;
import althing.consensus.pbft.PbftSettings;
import althing.node.core.SimulatedEnvironment;
import althing.node.core.journal.JournalException;
import althing.node.core.journal.JournalFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of an engine whose application fails. */
class PbftRunnerTest {

  private static final BlockReader NONE =
      _ -> {
        throw new MalformedBlockException("there are no blocks here");
      };
  private static final PublicKey SELF = PublicKey.of(new byte[32]);
  private static final BlockId GENESIS = BlockId.of(new byte[BlockId.SIZE]);

  /** An application that has work, and fails at it. */
  private record Broken() implements Application {

    @Override
    public Head head() {
      return new Head(GENESIS, 0, new ValidatorSet(0, List.of(SELF)), Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Built>> build(BlockId parent, boolean evenIfEmpty) {
      throw new IllegalStateException("no block today");
    }

    @Override
    public boolean hasWork() {
      return true;
    }

    @Override
    public long earlyMillis(Proposal proposal) {
      return 0;
    }

    @Override
    public CompletionStage<Judgement> judge(Proposal proposal) {
      throw new AssertionError();
    }

    @Override
    public CompletionStage<Void> commit(List<Proposal> chain, Certificate certificate) {
      throw new AssertionError();
    }

    @Override
    public void drop(BlockId block) {}
  }

  /** Nobody is there. */
  private record Alone() implements Wire, CatchUp {
    @Override
    public void broadcast(Message message) {}

    @Override
    public void send(PublicKey to, Message message) {}

    @Override
    public void misbehaved(PublicKey peer, String what) {}

    @Override
    public void behind(PublicKey peer, long height) {}

    @Override
    public void answered(PublicKey from, long height, Effect.Outcome outcome) {}

    @Override
    public void committed(long height, BlockId block) {}
  }

  @Test
  void an_engine_that_failed_lets_its_journal_go(@TempDir Path directory) {
    var environment = new SimulatedEnvironment(1, 1_800_000_000_000L);
    JournalFile.found(directory, () -> 1);
    var faults = new ArrayList<Throwable>();
    var engine =
        new PbftRunner(
            new Broken(),
            JournalFile.open(directory, NONE, () -> 1),
            new NodeBallots(GENESIS, SELF, _ -> Signature.of(new byte[Signature.SIZE])),
            PbftSettings.standard(0),
            new Alone(),
            new Alone(),
            _ -> {},
            environment,
            new SimpleMeterRegistry(),
            faults::add);
    engine.start();
    assertThatThrownBy(() -> JournalFile.open(directory, NONE, () -> 1))
        .isInstanceOf(JournalException.class);
    environment.run(100);

    assertThat(faults).singleElement().asString().contains("no block today");
    JournalFile.open(directory, NONE, () -> 1).close();
  }
}
