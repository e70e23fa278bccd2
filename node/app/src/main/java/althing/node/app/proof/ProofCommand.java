package althing.node.app.proof;

import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.app.CommandFailure;
import althing.node.app.ExitCode;
import althing.node.app.client.ClientOptions;
import althing.node.app.client.RpcClient;
import althing.node.app.genesis.TrustOptions;
import althing.node.app.proof.Proofs.Shown;
import althing.node.app.terminal.OutputOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
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
        "The check needs no node: the proof leads to a root, the root to a block header, the header"
            + " to signatures by the chain's validators, and these to the genesis. Name the genesis"
            + " that you trust, or the root. Without either the proof is held against the genesis"
            + " that it brings along, which shows only that it is whole: exit code 6."
      })
  static final class Verify implements Runnable {

    private static final long MAX_FILE = 1L << 27;

    @Mixin ClientOptions node;
    @Mixin TrustOptions trust;
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
      Shown shown = Proofs.verify(proof, root);
      Optional<Hash> genesis = trust.genesisHash();
      Optional<SignatureCheck> signatures = SignatureCheck.of(proof, shown, genesis);
      boolean signed = signatures.filter(SignatureCheck::trusted).isPresent();
      boolean verified = signed || genesis.isEmpty() && root != null;
      var result = new LinkedHashMap<String, Object>();
      result.put("verified", verified);
      result.put("shows", shown.sentence());
      result.put("rootTrusted", root != null);
      result.put("signatures", signatures.map(SignatureCheck::json).orElse(null));
      output.result(
          result,
          (verified ? "verified: " : "whole: ")
              + shown.sentence()
              + signatures.map(check -> "\n" + check.text()).orElse(""));
      if (!verified) {
        throw new CommandFailure(
            ExitCode.UNSIGNED,
            signatures.isPresent()
                ? "not checked against signatures that you have reason to trust: name the genesis"
                    + " with --genesis or --genesis-hash"
                : "not checked against signatures: the proof brings none along");
      }
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
        if (Files.size(file) > MAX_FILE) {
          throw CommandFailure.notVerified(
              "%s is no proof: more than %d bytes".formatted(file, MAX_FILE));
        }
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
