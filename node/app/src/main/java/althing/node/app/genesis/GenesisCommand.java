package althing.node.app.genesis;

import althing.genesis.Engine;
import althing.genesis.Genesis;
import althing.genesis.GenesisFile;
import althing.genesis.Validator;
import althing.genesis.key.NodeKey;
import althing.genesis.key.NodeKeyFile;
import althing.genesis.key.WrongPasswordException;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import althing.node.app.key.PasswordOptions;
import althing.node.app.terminal.AmountText;
import althing.node.app.terminal.OutputOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code althing genesis}. */
@Command(
    name = "genesis",
    description = "The file that a chain begins with.",
    subcommands = {
      GenesisCommand.Create.class,
      GenesisCommand.Check.class,
      GenesisCommand.ShowHash.class
    })
public final class GenesisCommand implements Runnable {

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "genesis needs a subcommand: create, check, hash");
  }

  private static Map<String, Object> summary(Genesis genesis) {
    var summary = new LinkedHashMap<String, Object>();
    summary.put("hash", genesis.hash().toHex());
    summary.put("chainId", genesis.chainId());
    summary.put("time", Instant.ofEpochMilli(genesis.timeMillis()).toString());
    summary.put("engine", genesis.engine().text());
    summary.put("validators", genesis.validators().size());
    summary.put("accounts", genesis.accounts().size());
    summary.put("supply", AmountText.format(genesis.supply()));
    summary.put("warnings", genesis.warnings());
    return summary;
  }

  private static String text(Genesis genesis) {
    var text = new StringBuilder();
    text.append("hash        ").append(genesis.hash());
    text.append("\nchain       ").append(genesis.chainId());
    text.append("\ntime        ").append(Instant.ofEpochMilli(genesis.timeMillis()));
    text.append("\nengine      ").append(genesis.engine().text());
    text.append("\nvalidators  ").append(genesis.validators().size());
    text.append("\naccounts    ").append(genesis.accounts().size());
    text.append("\nsupply      ").append(AmountText.format(genesis.supply())).append(" SP");
    genesis.warnings().forEach(warning -> text.append("\nwarning: ").append(warning));
    return text.toString();
  }

  /** {@code althing genesis create}. */
  @Command(name = "create", description = "Write a genesis file.")
  static final class Create implements Runnable {

    @Mixin PasswordOptions password;
    @Mixin OutputOptions output;

    @Parameters(
        index = "0",
        paramLabel = "FILE",
        description = "The file to write; must not exist.")
    Path file;

    @Option(names = "--chain-id", required = true, paramLabel = "N", description = "Chain id.")
    long chainId;

    @Option(
        names = "--engine",
        paramLabel = "NAME",
        defaultValue = "single",
        description = "How validators agree: single, pbft or raft (default ${DEFAULT-VALUE}).")
    Engine engine;

    @Option(
        names = "--time",
        paramLabel = "TIME",
        description = "When epoch 0 begins, e.g. 2026-12-01T00:00:00Z (default: now).")
    @Nullable Instant time;

    @Option(
        names = "--node-key",
        paramLabel = "FILE",
        description = "Key file of a validator's node, to seat it with a proof of possession.")
    @Nullable Path nodeKey;

    @Option(
        names = "--validator-account",
        paramLabel = "ADDRESS",
        description = "The account that earns the tips of that node's blocks.")
    @Nullable Address validatorAccount;

    @Option(
        names = "--validator",
        paramLabel = "ACCOUNT,KEY[,PROOF]",
        description = "A further validator: account, node key, proof of possession.")
    List<String> validators = List.of();

    @Option(
        names = "--account",
        paramLabel = "ADDRESS=AMOUNT",
        description = "An account and its first balance, e.g. 0x12…=10000.")
    Map<Address, Amount> accounts = Map.of();

    @Option(
        names = "--parameter",
        paramLabel = "NAME=VALUE",
        description = "A parameter that differs from its default.")
    Map<String, Long> parameters = Map.of();

    @Override
    public void run() {
      var seats = new ArrayList<Validator>();
      if (nodeKey != null) {
        seats.add(seat(nodeKey));
      }
      validators.forEach(text -> seats.add(validator(text)));
      long millis = (time == null ? Instant.now() : time).toEpochMilli();
      Genesis genesis;
      try {
        String written =
            GenesisFile.write(new Genesis(chainId, millis, engine, seats, accounts, parameters));
        genesis = GenesisFile.parse(Bytes.utf8(written));
        Files.writeString(file, written, StandardOpenOption.CREATE_NEW);
      } catch (MalformedException e) {
        throw CommandFailure.usage(String.valueOf(e.getMessage()));
      } catch (IOException e) {
        throw CommandFailure.failed("cannot write " + file + ": " + e);
      }
      output.result(summary(genesis), file + "\n" + text(genesis));
    }

    private Validator seat(Path keyFile) {
      if (validatorAccount == null) {
        throw CommandFailure.usage("--node-key needs --validator-account");
      }
      try {
        NodeKey key =
            NodeKeyFile.read(Bytes.wrap(Files.readAllBytes(keyFile)), password.existing());
        return key.seat(chainId, validatorAccount);
      } catch (IOException e) {
        throw CommandFailure.failed("cannot read " + keyFile + ": " + e.getMessage());
      } catch (MalformedException | WrongPasswordException e) {
        throw CommandFailure.failed(keyFile + ": " + e.getMessage());
      }
    }

    private static Validator validator(String text) {
      String[] parts = text.split(",", 3);
      if (parts.length < 2) {
        throw CommandFailure.usage(
            "--validator " + text + ": write ACCOUNT,KEY or ACCOUNT,KEY,PROOF");
      }
      try {
        return new Validator(
            Address.fromHex(parts[0]),
            Bytes.fromHex(parts[1]),
            parts.length == 3 ? Bytes.fromHex(parts[2]) : Bytes.EMPTY);
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage("--validator " + text + ": " + e.getMessage());
      }
    }
  }

  /** {@code althing genesis check}. */
  @Command(name = "check", description = "Check a genesis file and show what it says.")
  static final class Check implements Runnable {

    @Mixin OutputOptions output;

    @Parameters(index = "0", paramLabel = "FILE", description = "The genesis file.")
    Path file;

    @Override
    public void run() {
      Genesis genesis = GenesisFiles.read(file);
      output.result(summary(genesis), text(genesis));
    }
  }

  /** {@code althing genesis hash}. */
  @Command(name = "hash", description = "Print the hash of a genesis file: the chain's identity.")
  static final class ShowHash implements Runnable {

    @Mixin OutputOptions output;

    @Parameters(index = "0", paramLabel = "FILE", description = "The genesis file.")
    Path file;

    @Option(
        names = "--block",
        description = "Print the hash of block 0 instead: what proofs are checked against.")
    boolean block;

    @Override
    public void run() {
      Genesis genesis = GenesisFiles.read(file);
      String hash = (block ? GenesisBlock.of(genesis).hash() : genesis.hash()).toHex();
      output.result(Map.of("hash", hash), hash);
    }
  }
}
