package althing.node.app.devnet;

import althing.node.app.Althing;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How this process was started, to start others alike: the same Java machine, class path and
 * options, but for those that size the heap and those that only one process can have.
 */
record JavaCommand(Path java, List<String> options, String classPath) {

  /** Names the options that size a node's heap, with commas between; the launcher sets it. */
  private static final String SIZES = "althing.node.sizes";

  static JavaCommand ofThisProcess() {
    return of(
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        words(System.getProperty(SIZES), ","),
        words(System.getenv("ALTHING_JAVA_OPTS"), "\\s+"));
  }

  /**
   * @param own options of this process
   * @param sizes those of nodes, unless the user says otherwise
   * @param user what the user wants, which comes last and wins
   */
  static JavaCommand of(List<String> own, List<String> sizes, List<String> user) {
    var options = new ArrayList<String>();
    own.stream()
        .filter(option -> sizes.isEmpty() || !isSize(option))
        .filter(option -> !isOfOneProcess(option))
        .forEach(options::add);
    options.addAll(sizes);
    user.stream().filter(option -> !isOfOneProcess(option)).forEach(options::add);
    return new JavaCommand(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        List.copyOf(options),
        System.getProperty("java.class.path"));
  }

  /** The command line of {@code althing} with these arguments. */
  List<String> althing(List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(java.toString());
    command.addAll(options);
    command.addAll(program());
    command.addAll(arguments);
    return command;
  }

  /** An archive is run as the launcher runs it, or the AOT cache would not fit. */
  private List<String> program() {
    return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)
        ? List.of("-jar", classPath)
        : List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, Althing.class.getName());
  }

  private static boolean isSize(String option) {
    return option.startsWith("-Xms") || option.startsWith("-Xmn");
  }

  private static boolean isOfOneProcess(String option) {
    return option.startsWith("-agentlib:jdwp")
        || option.startsWith("-Xrunjdwp")
        || option.startsWith("-XX:AOTCacheOutput")
        || option.startsWith("-Dalthing.terminal=")
        || option.startsWith("-D" + SIZES + "=")
        || option.startsWith("-Dcom.sun.management.jmxremote.port=")
        || option.startsWith("--enable-native-access=");
  }

  private static List<String> words(@Nullable String text, String between) {
    return Optional.ofNullable(text).stream()
        .flatMap(words -> Stream.of(words.strip().split(between, -1)))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
