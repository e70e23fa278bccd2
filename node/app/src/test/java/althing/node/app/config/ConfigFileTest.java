package althing.node.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line wins over the file, the file over the defaults; what is wrong is named. */
class ConfigFileTest {

  @TempDir Path directory;

  @Command(
      name = "sample",
      mixinStandardHelpOptions = true,
      defaultValueProvider = ConfigDefaults.class)
  static final class Sample implements Runnable {
    @Option(names = "--config")
    @Nullable Path config;

    @Option(names = "--port", defaultValue = "8545")
    int port;

    @Option(names = "--host", defaultValue = "127.0.0.1")
    String host;

    @Option(names = "--data-dir", required = true)
    Path dataDir;

    @Option(names = "--archive", arity = "0", fallbackValue = "true")
    boolean archive;

    @Option(names = "--peer", split = ",")
    List<String> peers = List.of();

    @Option(names = "--inner", hidden = true)
    boolean inner;

    @Override
    public void run() {}
  }

  private record Parsed(Sample sample, int exitCode, String errors) {}

  private Parsed parse(String toml, String... arguments) throws IOException {
    Path file = Files.writeString(directory.resolve("node.toml"), toml);
    var words = new ArrayList<>(List.of("--config", file.toString()));
    words.addAll(List.of(arguments));
    return execute(words.toArray(String[]::new));
  }

  private static Parsed execute(String... arguments) {
    var sample = new Sample();
    var errors = new StringWriter();
    var line = new CommandLine(sample).setErr(new PrintWriter(errors));
    line.setParameterExceptionHandler((wrong, _) -> {
      errors.write(String.valueOf(wrong.getMessage()));
      return 2;
    });
    int exitCode = line.execute(arguments);
    return new Parsed(sample, exitCode, errors.toString());
  }

  @Test
  void the_file_wins_over_the_defaults() throws IOException {
    var parsed =
        parse(
            """
            # how this node runs
            data-dir = "d"   # required, and said here
            port = 9000
            archive = true
            peer = ["a:1", "b:2"]
            """);
    assertThat(parsed.errors()).isEmpty();
    assertThat(parsed.sample().dataDir).isEqualTo(Path.of("d"));
    assertThat(parsed.sample().port).isEqualTo(9000);
    assertThat(parsed.sample().archive).isTrue();
    assertThat(parsed.sample().peers).containsExactly("a:1", "b:2");
    assertThat(parsed.sample().host).isEqualTo("127.0.0.1");
  }

  @Test
  void the_command_line_wins_over_the_file() throws IOException {
    var parsed =
        parse(
            "data-dir = 'd'\nport = 9000\narchive = true\npeer = ['a:1', 'b:2']\nhost = 'h'\n",
            "--port",
            "9001",
            "--peer",
            "c:3",
            "--archive");
    assertThat(parsed.errors()).isEmpty();
    assertThat(parsed.sample().port).isEqualTo(9001);
    assertThat(parsed.sample().peers).containsExactly("c:3");
    assertThat(parsed.sample().archive).isTrue();
    assertThat(parsed.sample().host).isEqualTo("h");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "nix = 1            | line 2: nix: no such option",
        "config = 'x'       | line 2: config: no such option",
        "inner = true       | line 2: inner: no such option",
        "help = true        | line 2: help: no such option",
        "port = '9000'      | line 2: port: a whole number is wanted",
        "port = 1.5         | line 2: port: a whole number is wanted",
        "archive = 1        | line 2: archive: true or false is wanted",
        "host = true        | line 2: host: a text in quotes is wanted",
        "peer = 'a:1'       | line 2: peer: a list of texts is wanted",
        "peer = [1, 2]      | line 2: peer: a list of texts is wanted",
        "port =             | line 2: Unexpected",
        "data-dir = 'e'     | line 2: data-dir previously defined",
        "[port]             | line 2: port: a whole number is wanted",
        "port = 4294967296  | '4294967296' is not an int",
      })
  void what_is_wrong_is_named_with_its_line(String second, String complaint) throws IOException {
    var parsed = parse("data-dir = 'd'\n" + second + "\n");
    assertThat(parsed.exitCode()).isEqualTo(2);
    assertThat(parsed.errors()).contains(complaint);
  }

  @Test
  void a_file_that_is_not_there_or_too_large_is_named() throws IOException {
    assertThat(execute("--data-dir", "d", "--config", "nowhere.toml").errors())
        .contains("cannot read the configuration file nowhere.toml");
    var large = parse("#" + "x".repeat(1 << 20), "--data-dir", "d");
    assertThat(large.errors()).contains("node.toml: more than 1048576 bytes");
  }
}
