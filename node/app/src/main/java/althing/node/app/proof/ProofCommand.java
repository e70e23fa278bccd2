package althing.node.app.proof;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.app.CommandFailure;
import althing.node.app.client.ClientOptions;
import althing.node.app.client.RpcClient;
import althing.node.app.terminal.OutputOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code althing proof}. */
@Command(
    name = "proof",
    description = "Proofs about events and state, verified on this machine.",
    subcommands = {ProofCommand.Verify.class})
public final class ProofCommand implements Runnable {

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "proof needs a subcommand: verify");
  }

  /** {@code althing proof verify}. */
  @Command(
      name = "verify",
      description = {
        "Verify a proof from a file, or fetch one from a node and verify it.",
        "Without --root the proof is held against the root that it brings along, which shows only"
            + " that it is whole: compare that root with one you trust."
      })
  static final class Verify implements Runnable {

    @Mixin ClientOptions node;
    @Mixin OutputOptions output;

    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "FILE",
        description = "The answer of althing_getEventProof, _getConsistencyProof or _getProof.")
    @Nullable Path file;

    @Option(
        names = "--event",
        paramLabel = "SEQUENCE",
        description = "Fetch the proof that this event is in the log.")
    @Nullable Long event;

    @Option(
        names = "--since",
        paramLabel = "SIZE",
        description = "Fetch the proof that the log begins with its first SIZE events.")
    @Nullable Long since;

    @Option(
        names = "--state",
        paramLabel = "KEY",
        description = "Fetch the proof of a state entry, or of its absence.")
    @Nullable Bytes key;

    @Option(
        names = "--root",
        paramLabel = "HASH",
        description = "The root you trust: of the event log, or of the state for --state.")
    @Nullable Hash root;

    @Option(
        names = "--save",
        paramLabel = "FILE",
        description = "Keep the fetched proof in a file.")
    @Nullable Path save;

    @Override
    public void run() {
      JsonNode proof = file != null ? read(file) : fetch();
      if (save != null) {
        write(save, proof);
      }
      String shown = Proofs.verify(proof, root);
      var result = new LinkedHashMap<String, Object>();
      result.put("verified", true);
      result.put("shows", shown);
      result.put("rootTrusted", root != null);
      String caution =
          root != null ? "" : "\nThe root came with the proof: compare it with one you trust.";
      output.result(result, "verified: " + shown + caution);
    }

    private JsonNode fetch() {
      try (RpcClient client = node.connect()) {
        if (event != null) {
          return client.call("althing_getEventProof", event);
        }
        if (since != null) {
          return client.call("althing_getConsistencyProof", since);
        }
        if (key != null) {
          return client.call("althing_getProof", key.toHex());
        }
      }
      throw CommandFailure.usage("name what to verify: a file, --event, --since or --state");
    }

    private static JsonNode read(Path file) {
      try {
        JsonNode read = JsonMapper.shared().readTree(Files.readAllBytes(file));
        return read.has("result") ? read.path("result") : read;
      } catch (IOException e) {
        throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage());
      } catch (JacksonException e) {
        throw CommandFailure.notVerified(file + " is not JSON: " + e.getOriginalMessage());
      }
    }

    private static void write(Path file, JsonNode proof) {
      try {
        Files.writeString(file, proof.toPrettyString());
      } catch (IOException e) {
        throw CommandFailure.failed("cannot write " + file + ": " + e.getMessage());
      }
    }
  }
}
