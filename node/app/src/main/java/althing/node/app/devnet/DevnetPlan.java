package althing.node.app.devnet;

import althing.genesis.Engine;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.key.DevNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a devnet of several validators keeps of itself between runs.
 *
 * @param epochSeconds length of an epoch
 * @param p2pPorts where node 0, 1, … accept peers, on loopback
 * @param raftPorts where they listen for each other's log, if they agree by {@code raft}; else none
 */
record DevnetPlan(
    int validators, long epochSeconds, List<Integer> p2pPorts, @Nullable List<Integer> raftPorts) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  DevnetPlan {
    if (validators < 2 || validators > DevNodes.MOST) {
      throw new IllegalArgumentException("validators: 2 to %d".formatted(DevNodes.MOST));
    }
    if (epochSeconds < 1) {
      throw new IllegalArgumentException("epochSeconds: 1 or more");
    }
    p2pPorts = List.copyOf(p2pPorts);
    if (p2pPorts.size() != validators) {
      throw new IllegalArgumentException("p2pPorts: one for each validator");
    }
    // Plans of earlier releases do without.
    raftPorts = raftPorts == null ? List.of() : List.copyOf(raftPorts);
    if (!raftPorts.isEmpty() && raftPorts.size() != validators) {
      throw new IllegalArgumentException("raftPorts: one for each validator, or none");
    }
  }

  @Override
  public List<Integer> raftPorts() {
    return raftPorts == null ? List.of() : raftPorts;
  }

  Engine engine() {
    return raftPorts().isEmpty() ? Engine.PBFT : Engine.RAFT;
  }

  /** All ports, those for peers first. */
  List<Integer> ports() {
    return Stream.concat(p2pPorts.stream(), raftPorts().stream()).toList();
  }

  /** The same with other {@link #ports()}. */
  DevnetPlan withPorts(List<Integer> ports) {
    return new DevnetPlan(
        validators,
        epochSeconds,
        ports.subList(0, validators),
        ports.subList(validators, ports.size()));
  }

  static DevnetPlan read(Path file) {
    try {
      return JSON.readValue(Files.readAllBytes(file), DevnetPlan.class);
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage());
    } catch (JacksonException e) {
      throw new CommandFailure(
          ExitCode.NOT_VERIFIED, "%s: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  void write(Path file) {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    try {
      Files.writeString(draft, JSON.writeValueAsString(this) + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw CommandFailure.failed("cannot write " + file + ": " + e.getMessage());
    }
  }
}
