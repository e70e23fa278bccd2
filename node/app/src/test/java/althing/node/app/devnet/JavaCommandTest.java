package althing.node.app.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes run on the same Java machine with the same options, but for some. */
class JavaCommandTest {

  @Test
  void sizes_are_the_nodes_own_and_the_user_has_the_last_word() {
    JavaCommand java =
        JavaCommand.of(
            List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx1g", "-Xmn8m", "-Xmx2g"),
            List.of("-Xms160m", "-Xmn96m"),
            List.of("-Xmx2g"));
    assertThat(java.options())
        .containsExactly("-XX:+UseSerialGC", "-Xmx1g", "-Xmx2g", "-Xms160m", "-Xmn96m", "-Xmx2g");
  }

  @Test
  void what_only_one_process_can_have_is_not_inherited() {
    JavaCommand java =
        JavaCommand.of(
            List.of(
                "-agentlib:jdwp=transport=dt_socket,address=5005",
                "-XX:AOTCache=althing.aot",
                "-XX:AOTCacheOutput=other.aot",
                "-Dalthing.terminal=true",
                "-Dalthing.node.sizes=-Xms1m",
                "-Dfile.encoding=UTF-8",
                "--enable-native-access=ALL-UNNAMED"),
            List.of(),
            List.of("-agentlib:jdwp=transport=dt_socket,address=5005"));
    assertThat(java.options()).containsExactly("-XX:AOTCache=althing.aot", "-Dfile.encoding=UTF-8");
  }

  @Test
  void an_archive_is_run_as_the_launcher_does_and_classes_by_name() {
    var java = new JavaCommand(Path.of("java"), List.of("-Xmx1g"), "lib/althing.jar");
    assertThat(java.althing(List.of("node", "--json")))
        .containsExactly("java", "-Xmx1g", "-jar", "lib/althing.jar", "node", "--json");
    var classes =
        new JavaCommand(Path.of("java"), List.of(), "a.jar" + File.pathSeparator + "b.jar");
    assertThat(classes.althing(List.of("node")))
        .containsExactly(
            "java",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            "a.jar" + File.pathSeparator + "b.jar",
            "althing.node.app.Althing",
            "node");
  }
}
