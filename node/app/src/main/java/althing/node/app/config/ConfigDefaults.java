package althing.node.app.config;

import althing.node.app.CommandFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Takes what the command line leaves out from the file that {@code --config} names. What neither
 * says keeps its default.
 */
public final class ConfigDefaults implements IDefaultValueProvider {

  static final String OPTION = "config";

  private @Nullable Path file;
  private @Nullable ConfigFile config;

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)
        || !option.longestName().startsWith("--")
        || option.longestName().equals("--" + OPTION)) {
      return null;
    }
    @Nullable OptionSpec choice = argument.command().findOption("--" + OPTION);
    if (choice == null || !(choice.getValue() instanceof Path named)) {
      return null;
    }
    try {
      return read(named, argument.command()).valueOf(option).orElse(null);
    } catch (CommandFailure e) {
      throw new ParameterException(
          argument.command().commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private ConfigFile read(Path named, CommandSpec command) {
    ConfigFile read = config;
    if (read == null || !named.equals(file)) {
      read = ConfigFile.read(named, command);
      file = named;
      config = read;
    }
    return read;
  }
}
