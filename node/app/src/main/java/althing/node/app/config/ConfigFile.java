package althing.node.app.config;

import althing.node.app.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A TOML file of option values: each key is the long name of an option without its dashes, each
 * value a text, a whole number, true or false, or a list of texts where the option may be repeated.
 */
final class ConfigFile {

  private static final long MAX_BYTES = 1 << 20;

  private final Path file;
  private final Map<String, Object> values;
  private final Map<String, Integer> lines;

  private ConfigFile(Path file, Map<String, Object> values, Map<String, Integer> lines) {
    this.file = file;
    this.values = values;
    this.lines = lines;
  }

  /**
   * Reads a file for the options of {@code command}.
   *
   * @throws CommandFailure naming the file, the line and the key, when the file is no TOML or a key
   *     is no option of the command
   */
  static ConfigFile read(Path file, CommandSpec command) {
    TomlParseResult parsed = parse(file);
    var values = new LinkedHashMap<String, Object>();
    var lines = new LinkedHashMap<String, Integer>();
    for (Map.Entry<String, Object> entry : parsed.entrySet()) {
      String key = entry.getKey();
      TomlPosition position = parsed.inputPositionOf(List.of(key));
      lines.put(key, position == null ? 1 : position.line());
      values.put(key, entry.getValue());
    }
    var config = new ConfigFile(file, values, lines);
    values.keySet().forEach(key -> config.requireOption(key, command));
    return config;
  }

  /**
   * What the file says of an option, as it would be written on the command line; lists with commas.
   *
   * @throws CommandFailure naming the file, the line and the key, when the value is of another kind
   *     than the option's
   */
  Optional<String> valueOf(OptionSpec option) {
    String key = key(option);
    @Nullable Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    Class<?> type = option.type();
    if (option.isMultiValue()) {
      return Optional.of(list(key, value));
    }
    if (type == boolean.class || type == Boolean.class) {
      return Optional.of(text(key, value, Boolean.class, "true or false"));
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return Optional.of(text(key, value, Long.class, "a whole number"));
    }
    return Optional.of(text(key, value, String.class, "a text in quotes"));
  }

  private static TomlParseResult parse(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw CommandFailure.usage("%s: more than %d bytes".formatted(file, MAX_BYTES));
      }
      TomlParseResult parsed = Toml.parse(Files.readString(file));
      if (parsed.hasErrors()) {
        TomlParseError first = parsed.errors().getFirst();
        throw CommandFailure.usage(
            "%s line %d: %s".formatted(file, first.position().line(), first.getMessage()));
      }
      return parsed;
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read the configuration file " + file + ": " + e);
    }
  }

  private void requireOption(String key, CommandSpec command) {
    @Nullable OptionSpec option = command.findOption("--" + key);
    if (option == null
        || option.hidden()
        || option.usageHelp()
        || option.versionHelp()
        || !key(option).equals(key)
        || key.equals(ConfigDefaults.OPTION)) {
      throw wrong(key, "no such option");
    }
  }

  private String list(String key, Object value) {
    if (!(value instanceof TomlArray array)
        || !array.toList().stream().allMatch(String.class::isInstance)) {
      throw wrong(key, "a list of texts is wanted, as in [\"…\", \"…\"]");
    }
    return array.toList().stream().map(String.class::cast).collect(Collectors.joining(","));
  }

  private String text(String key, Object value, Class<?> wanted, String description) {
    if (!wanted.isInstance(value)) {
      throw wrong(key, description + " is wanted");
    }
    return value.toString();
  }

  private CommandFailure wrong(String key, String what) {
    return CommandFailure.usage("%s line %d: %s: %s".formatted(file, lines.get(key), key, what));
  }

  private static String key(OptionSpec option) {
    return option.longestName().substring(2);
  }
}
