package althing.node.app.devnet;

import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.key.DevNodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a devnet of several validators keeps of itself between runs.
 *
 * @param epochSeconds length of an epoch
 * @param p2pPorts where node 0, 1, … accept peers, on loopback
 */
record DevnetPlan(int validators, long epochSeconds, List<Integer> p2pPorts) {

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
  }

  DevnetPlan withPorts(List<Integer> ports) {
    return new DevnetPlan(validators, epochSeconds, ports);
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
