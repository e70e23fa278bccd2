package althing.node.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import althing.node.app.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, {@code althing} in the project's root, over a copy of this build: an AOT cache
 * makes starts faster and changes nothing else, whether it is there, missing or broken.
 */
class LauncherTest {

  private static final Path PROJECT = Path.of(System.getProperty("althing.root"));
  private static final Path JDK = Path.of(System.getProperty("java.home"));

  @TempDir Path root;

  private Path app;
  private Path cache;

  /** What the launcher came to. */
  private record Result(int exitCode, String out, String err) {}

  @BeforeEach
  void layOut() throws IOException {
    app = root.resolve("node/app/target/althing");
    cache = app.resolve("althing.aot");
    Files.createDirectories(app.resolve("lib"));
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no POSIX shell on this machine");
    assumeTrue(Files.isExecutable(JDK.resolve("bin/javac")), "no JDK, only a runtime");
    Files.copy(PROJECT.resolve("althing"), root.resolve("althing"));
    Files.createDirectories(root.resolve("build"));
    Files.copy(PROJECT.resolve("build/find-jdk.sh"), root.resolve("build/find-jdk.sh"));
  }

  /** JUnit would warn of every link that leads out of the directory which it deletes. */
  @AfterEach
  void unlink() throws IOException {
    try (var libraries = Files.list(app.resolve("lib"))) {
      for (Path each : libraries.toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void a_cache_is_made_used_and_left_alone_when_it_is_broken() throws Exception {
    build(null);

    Result first = althing("", "--version");
    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).startsWith("althing ");
    assertThat(first.err()).contains("preparing fast starts").hasLineCount(1);
    assertThat(cache).exists();
    assertThat(root.resolve("node/app/target/training")).doesNotExist();
    assertThat(root.resolve("node/app/target/build.lock")).doesNotExist();

    // In this mode the Java machine refuses to start without the cache.
    var quiet = new Result(0, first.out(), "");
    assertThat(althing("-XX:AOTMode=on", "--version")).isEqualTo(quiet);
    assertRunsANode("-XX:AOTMode=on");

    byte[] whole = Files.readAllBytes(cache);
    Files.write(cache, List.of("this is no cache"));
    assertThat(althing("-XX:AOTMode=on", "--version").exitCode()).isNotZero();
    assertThat(althing("", "--version")).isEqualTo(quiet);
    assertRunsANode("");

    Files.write(cache, Arrays.copyOf(whole, whole.length / 2));
    assertThat(althing("", "--version")).isEqualTo(quiet);

    Files.write(cache, whole);
    assertThat(althing("-Xms64m -Xmn64m", "--version")).isEqualTo(quiet);
    assertThat(althing("-XX:-UseSerialGC -XX:+UseParallelGC", "--version")).isEqualTo(quiet);
  }

  @Test
  void a_training_run_that_fails_is_not_repeated_and_nothing_misses_it() throws Exception {
    build("althing/node/app/run/TrainingRun.class");

    Result first = althing("", "--version");
    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).startsWith("althing ");
    assertThat(cache).doesNotExist();

    assertThat(althing("", "--version")).isEqualTo(new Result(0, first.out(), ""));
    assertRunsANode("");
  }

  /** A node's own options for the Java machine reach the same refusal, with nothing beside it. */
  private void assertRunsANode(String javaOptions) throws Exception {
    Result refused = althing(javaOptions, "devnet", "--validators", "17");
    assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).startsWith("althing: --validators 17").hasLineCount(1);
  }

  private Result althing(String javaOptions, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("/bin/sh", root.resolve("althing").toString()));
    command.addAll(List.of(arguments));
    Path out = root.resolve("out");
    Path err = root.resolve("err");
    var process = new ProcessBuilder(command).redirectOutput(out.toFile());
    process.redirectError(err.toFile());
    process.environment().put("JAVA_HOME", JDK.toString());
    process.environment().put("ALTHING_JAVA_OPTS", javaOptions);
    return new Result(process.start().waitFor(), Files.readString(out), Files.readString(err));
  }

  /** Lays this build out as packaging does, if asked without one class file. */
  private void build(@Nullable String withoutClass) throws IOException {
    var names = new ArrayList<String>();
    Path lib = app.resolve("lib");
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path element = Path.of(each);
      String name = "%d-%s.jar".formatted(names.size(), element.getFileName());
      if (Files.isDirectory(element)) {
        pack(element, lib.resolve(name), withoutClass);
      } else if (Files.exists(element)) {
        Files.createSymbolicLink(lib.resolve(name), element.toAbsolutePath());
      }
      names.add("lib/" + name);
    }
    var manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, "althing.node.app.Althing");
    main.put(Attributes.Name.CLASS_PATH, String.join(" ", names));
    main.putValue("Enable-Native-Access", "ALL-UNNAMED");
    new JarOutputStream(Files.newOutputStream(app.resolve("althing.jar")), manifest).close();
    Files.writeString(app.resolve("built"), "", StandardCharsets.UTF_8);
  }

  private static void pack(Path classes, Path jar, @Nullable String withoutClass)
      throws IOException {
    try (var packed = new JarOutputStream(Files.newOutputStream(jar));
        var files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
        if (!name.equals(withoutClass)) {
          packed.putNextEntry(new JarEntry(name));
          Files.copy(file, packed);
        }
      }
    }
  }
}
