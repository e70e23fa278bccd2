package althing.node.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the command line inside the test's process. */
public final class Cli {

  private Cli() {}

  /** What a command came to. */
  public record Result(int exitCode, String out, String err) {

    /** The output as JSON. */
    public JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }
  }

  public static Result run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine line = Althing.commandLineFor(arguments);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exitCode = line.execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }
}
