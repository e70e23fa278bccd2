package althing.node.app.terminal;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Whether a command answers people or scripts. Mix it into every command with a result. */
public final class OutputOptions {

  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final JsonMapper COMPACT = JsonMapper.shared();

  @Option(names = "--json", description = "Answer in JSON, for scripts.")
  boolean json;

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  public boolean json() {
    return json;
  }

  /** The stream that results go to. */
  public PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** Writes the result: {@code value} as JSON if asked for, else {@code text}. */
  public void result(Object value, String text) {
    PrintWriter out = out();
    out.println(json ? PRETTY.writeValueAsString(value) : text.stripTrailing());
    out.flush();
  }

  /** Writes one of many results on a line of its own. */
  public void line(Object value, String text) {
    PrintWriter out = out();
    out.println(json ? COMPACT.writeValueAsString(value) : text);
    out.flush();
  }
}
