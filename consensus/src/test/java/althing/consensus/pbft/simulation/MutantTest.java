package althing.consensus.pbft.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulator must notice faults: the engine is built with one at a time, and has to fail. */
class MutantTest {

  private static final Path ENGINE = Path.of("src/main/java/althing/consensus");
  private static final Path SIMULATION = Path.of("src/test/java/althing/consensus/pbft/simulation");
  private static final Path LED_MACHINE =
      Path.of("src/test/java/althing/consensus/pbft/LedMachine.java");

  /** A line of a source, and what a careless hand might have written. */
  enum Mutant {
    SKIP_AND_COMMIT("pbft/VoteGuard.java", "!committed && !skipped;", "!committed;"),
    VOTE_IN_THE_PAST("pbft/VoteGuard.java", "return vote.view() > view;", "return true;"),
    PREPARE_TWICE(
        "pbft/VoteGuard.java",
        "case PREPARE -> prepared.isEmpty() && !skipped;",
        "case PREPARE -> !skipped;"),
    UNPROVEN_PARENT("pbft/Certifier.java", "signatures.size() >= chain.set().quorum()", "true"),
    UNSKIPPED_VIEWS(
        "pbft/ProposalCheck.java",
        "!views.allSkippedBetween(propose.parent(), propose.vote().view())",
        "propose.parent() < 0"),
    SMALL_QUORUM("ValidatorSet.java", "return n - (n - 1) / 3;", "return n - (n - 1) / 3 - 1;"),
    NO_SYNC("SimNode.java", "new Waiting(recordsEver, effect)", "new Waiting(0, effect)"),
    NO_RECORD("pbft/Voting.java", "state.out.record(cast);", ""),
    ANY_NEXT_SET(
        "SimNode.java",
        "!block.nextSet().equals(world.membersAfter(block.height()))",
        "block.height() < 0"),
    CHILD_OF_CLOSING_BLOCK("pbft/Proposing.java", "!state.blocks.closesSet(parent) && ", ""),
    NO_REPETITION("pbft/PbftMachine.java", "state.stuck = true;\n      repeatOwnVotes();", ""),
    FORGETFUL("pbft/Amnesia.java", "furthest.view() + 1", "0"),
    ONE_LIE_IS_ENOUGH("pbft/Amnesia.java", "isUnderWay) > chain.faulty()", "isUnderWay) > 0"),
    FETCHED_WITHOUT_PROOF(
        "pbft/Exchange.java", "!counting.accept(QuorumCertificate.of(proof))", "proof == null");

    private final String file;
    private final String right;
    private final String wrong;

    Mutant(String file, String right, String wrong) {
      this.file = file;
      this.right = right;
      this.wrong = wrong;
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_fault_is_found_within_a_thousand_seeds(Mutant mutant, @TempDir Path directory)
      throws ReflectiveOperationException, IOException {
    assertThat(firstFailure(mutant, directory, Swarm.class, 0L, 1_000L)).isNotNegative();
  }

  @ParameterizedTest
  @EnumSource(names = {"SKIP_AND_COMMIT", "PREPARE_TWICE", "SMALL_QUORUM"})
  void a_fault_is_found_by_twins(Mutant mutant, @TempDir Path directory)
      throws ReflectiveOperationException, IOException {
    assertThat(firstFailure(mutant, directory, Twins.class, 5L, 100L)).isNotNegative();
  }

  private static long firstFailure(
      Mutant mutant, Path directory, Class<?> runner, Object... arguments)
      throws ReflectiveOperationException, IOException {
    var sources = new ArrayList<Path>();
    sources.addAll(copy(ENGINE, directory.resolve("engine"), mutant));
    sources.addAll(copy(SIMULATION, directory.resolve("simulation"), mutant));
    sources.add(LED_MACHINE.toAbsolutePath());
    Path classes = Files.createDirectory(directory.resolve("classes"));
    compile(sources, classes);
    try (var loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      var method =
          loader.loadClass(runner.getName()).getMethod("firstFailure", long.class, long.class);
      return (long) method.invoke(null, arguments);
    }
  }

  private static List<Path> copy(Path from, Path to, Mutant mutant) throws IOException {
    var copies = new ArrayList<Path>();
    List<Path> sources;
    try (var files = Files.walk(from)) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().endsWith("Test.java"))
              .sorted()
              .toList();
    }
    for (Path source : sources) {
      String text = Files.readString(source);
      if (from.relativize(source).toString().equals(mutant.file)) {
        assertThat(text).containsOnlyOnce(mutant.right);
        text = text.replace(mutant.right, mutant.wrong);
      }
      Path copy = to.resolve(from.relativize(source));
      Files.createDirectories(copy.getParent());
      copies.add(Files.writeString(copy, text));
    }
    return copies;
  }

  private static void compile(List<Path> sources, Path classes) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    var messages = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var options =
          List.of(
              "-nowarn", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).describedAs("%s", messages).isTrue();
    }
  }
}
