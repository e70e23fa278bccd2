package althing.node.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** The command line itself: help, versions, exit codes, and words instead of stack traces. */
class CommandLineTest {

  /** Nothing listens on port 1 of the loopback interface. */
  private static final String NOBODY = "http://127.0.0.1:1";

  @TestFactory
  List<DynamicTest> every_command_explains_itself() {
    var tests = new ArrayList<DynamicTest>();
    collect(Althing.commandLine(), List.of(), tests);
    assertThat(tests).hasSizeGreaterThan(5);
    return tests;
  }

  private static void collect(CommandLine line, List<String> path, List<DynamicTest> tests) {
    for (var entry : line.getSubcommands().entrySet()) {
      var deeper = new ArrayList<>(path);
      deeper.add(entry.getKey());
      tests.add(
          DynamicTest.dynamicTest(
              String.join(" ", deeper),
              () -> {
                var arguments = new ArrayList<>(deeper);
                arguments.add("--help");
                var result = Cli.run(arguments.toArray(String[]::new));
                assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
                assertThat(result.out()).contains("Usage: althing " + String.join(" ", deeper));
                assertThat(entry.getValue().getCommandSpec().usageMessage().description())
                    .isNotEmpty();
              }));
      collect(entry.getValue(), deeper, tests);
    }
  }

  @Test
  void the_version_is_that_of_the_build() {
    assertThat(Cli.run("--version").out()).startsWith("althing ").doesNotContain("${");
  }

  /** A command is set up alone, and all of them where help or a mistyped name needs them. */
  @Test
  void commands_are_found_under_the_names_that_they_give_themselves() {
    Althing.commandLine()
        .getSubcommands()
        .forEach((name, command) ->
            assertThat(
                    Althing.commandLineFor(name).getSubcommands().get(name).getCommand().getClass())
                .isEqualTo(command.getCommand().getClass()));
    assertThat(Cli.run("--help").out()).contains("devnet", "bench", "generate-completion");
    assertThat(Cli.run("devnt").err()).contains("Did you mean: althing devnet");
  }

  @Test
  void a_completion_script_can_be_made() {
    assertThat(Cli.run("generate-completion").out()).contains("complete -F _complete_althing");
  }

  @Test
  void without_a_command_help_is_pointed_at() {
    var result = Cli.run();
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("a command is missing").contains("Try 'althing --help'");
  }

  @Test
  void an_unknown_option_is_a_usage_error() {
    var result = Cli.run("call", "iou", "--nonsense");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--nonsense");
  }

  @Test
  void a_node_that_does_not_answer_is_named_without_a_stack_trace() {
    var result = Cli.run("call", "treasury", "balanceOf", "0", "--rpc-url", NOBODY);
    assertThat(result.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(result.err())
        .startsWith("althing: no answer from " + NOBODY)
        .doesNotContain("\tat ");
  }

  @Test
  void verbose_shows_where_an_error_comes_from() {
    var result = Cli.run("--verbose", "call", "treasury", "balanceOf", "0", "--rpc-url", NOBODY);
    assertThat(result.err()).contains("\tat ");
  }

  @Test
  void an_unknown_contract_is_answered_with_those_there_are() {
    var result = Cli.run("call", "moon", "land");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("treasury, iou, governance");
  }

  @Test
  void the_functions_of_a_contract_can_be_listed_without_a_node() {
    assertThat(Cli.run("call", "iou").out())
        .contains("0x0000000000000000000000000000000000001001")
        .contains("collateralFor(address debtor, uint256 amount) returns (uint256 collateral)");
  }

  @Test
  void arguments_that_do_not_fit_a_function_are_named() {
    var result = Cli.run("call", "iou", "collateralFor", "0x12", "5", "--rpc-url", NOBODY);
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("argument 1 (address debtor): '0x12' is no address");
  }
}
