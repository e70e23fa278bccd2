package althing.node.app.key;

import althing.genesis.Validator;
import althing.genesis.key.AccountKey;
import althing.genesis.key.DerivationPath;
import althing.genesis.key.Mnemonic;
import althing.genesis.key.NodeKey;
import althing.genesis.key.NodeKeyFile;
import althing.genesis.key.ScryptCost;
import althing.genesis.key.WrongPasswordException;
import althing.ledger.abi.PersonalMessage;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import althing.node.app.terminal.OutputOptions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code althing keys}. */
@Command(
    name = "keys",
    description = "Account keys in Web3 keystore files, and the key of a node.",
    subcommands = {
      KeysCommand.New.class,
      KeysCommand.Import.class,
      KeysCommand.ListAll.class,
      KeysCommand.ShowAddress.class,
      KeysCommand.Export.class,
      KeysCommand.SignMessage.class,
      KeysCommand.NewNode.class,
      KeysCommand.ClaimSeat.class
    })
public final class KeysCommand implements Runnable {

  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "keys needs a subcommand: new, import, list, address, export, sign-message, new-node, seat");
  }

  private static void report(OutputOptions output, Address address, Path file) {
    output.result(
        Map.of("address", address.toHex(), "file", file.toString()), address + " in " + file);
  }

  /** {@code althing keys new}. */
  @Command(name = "new", description = "Draw a new account key and keep it under a password.")
  static final class New implements Runnable {

    @Mixin KeyDirectory keys;
    @Mixin PasswordOptions password;
    @Mixin OutputOptions output;

    @Option(
        names = "--mnemonic",
        description = "Draw 24 words as well, print them once, and keep their first account.")
    boolean mnemonic;

    @Override
    public void run() {
      var random = new SystemRandom();
      if (!mnemonic) {
        AccountKey key = AccountKey.generate(random);
        report(output, key.address(), keys.write(key, password.fresh()));
        return;
      }
      Mnemonic words = Mnemonic.generate(24, random);
      AccountKey key = AccountKey.derive(words, DerivationPath.ETHEREUM, 1).getFirst();
      Path file = keys.write(key, password.fresh());
      output.result(
          Map.of(
              "address",
              key.address().toHex(),
              "file",
              file.toString(),
              "mnemonic",
              words.phrase()),
          "%s in %s%n%nWrite these words down; they are not kept:%n%n  %s"
              .formatted(key.address(), file, words.phrase()));
    }
  }

  /** {@code althing keys import}. */
  @Command(
      name = "import",
      description = "Keep a key from elsewhere: a mnemonic, a private key, a keystore file.")
  static final class Import implements Runnable {

    @Mixin KeyDirectory keys;
    @Mixin PasswordOptions password;
    @Mixin OutputOptions output;

    @Option(
        names = "--mnemonic-file",
        paramLabel = "FILE",
        description = "A file with the words of a mnemonic (BIP-39).")
    @Nullable Path mnemonicFile;

    @Option(
        names = "--index",
        paramLabel = "N",
        defaultValue = "0",
        description = "Which account of the mnemonic, at m/44'/60'/0'/0/N (default 0).")
    int index;

    @Option(
        names = "--private-key-file",
        paramLabel = "FILE",
        description = "A file with a private key in hexadecimal.")
    @Nullable Path privateKeyFile;

    @Option(
        names = "--keystore-file",
        paramLabel = "FILE",
        description = "A Web3 keystore file, opened with the same password.")
    @Nullable Path keystoreFile;

    @Override
    public void run() {
      AccountKey key;
      char[] secret;
      if (mnemonicFile != null) {
        key = fromMnemonic(mnemonicFile);
        secret = password.fresh();
      } else if (privateKeyFile != null) {
        key = SignerOptions.readKey(privateKeyFile);
        secret = password.fresh();
      } else if (keystoreFile != null) {
        secret = password.existing();
        key = KeyDirectory.read(keystoreFile, secret);
      } else {
        throw CommandFailure.usage(
            "name what to import: --mnemonic-file, --private-key-file or --keystore-file");
      }
      report(output, key.address(), keys.write(key, secret));
    }

    private AccountKey fromMnemonic(Path file) {
      if (index < 0 || index > 100_000) {
        throw CommandFailure.usage("--index is from 0 to 100000, not " + index);
      }
      try {
        Mnemonic words = Mnemonic.parse(Files.readString(file));
        return AccountKey.derive(words, DerivationPath.ETHEREUM, index + 1).getLast();
      } catch (IOException e) {
        throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage());
      } catch (MalformedException e) {
        throw CommandFailure.failed(file + ": " + e.getMessage());
      }
    }
  }

  /** {@code althing keys list}. */
  @Command(name = "list", description = "List the accounts that have a key file.")
  static final class ListAll implements Runnable {

    @Mixin KeyDirectory keys;
    @Mixin OutputOptions output;

    @Override
    public void run() {
      List<Address> addresses = keys.addresses();
      output.result(
          addresses.stream().map(Address::toHex).toList(),
          addresses.isEmpty()
              ? "no keys in " + keys.path()
              : addresses.stream().map(Address::toHex).collect(Collectors.joining("\n")));
    }
  }

  /** {@code althing keys address}. */
  @Command(name = "address", description = "Show the address of a key.")
  static final class ShowAddress implements Runnable {

    @Mixin SignerOptions signer;
    @Mixin OutputOptions output;

    @Override
    public void run() {
      Address address = signer.key().address();
      output.result(Map.of("address", address.toHex()), address.toHex());
    }
  }

  /** {@code althing keys export}. */
  @Command(
      name = "export",
      description = "Print a private key in clear. Whoever sees it owns the account.")
  static final class Export implements Runnable {

    @Mixin SignerOptions signer;
    @Mixin OutputOptions output;

    @Override
    public void run() {
      AccountKey key = signer.key();
      String secret = Hex.encode(key.secret());
      output.result(Map.of("address", key.address().toHex(), "privateKey", secret), secret);
    }
  }

  /** {@code althing keys sign-message}. */
  @Command(
      name = "sign-message",
      description = "Sign a text as wallets do (EIP-191, personal_sign).")
  static final class SignMessage implements Runnable {

    @Mixin SignerOptions signer;
    @Mixin OutputOptions output;

    @Parameters(index = "0", paramLabel = "TEXT", description = "What to sign.")
    String text;

    @Override
    public void run() {
      AccountKey key = signer.key();
      var signature = key.sign(PersonalMessage.hash(Bytes.utf8(text)));
      byte[] encoded =
          Bytes.concat(signature.unsafeArray(), new byte[] {(byte) (27 + signature.yParity())});
      var result = new LinkedHashMap<String, Object>();
      result.put("address", key.address().toHex());
      result.put("message", text);
      result.put("signature", Hex.encode(encoded));
      output.result(result, Hex.encode(encoded));
    }
  }

  /** {@code althing keys new-node}. */
  @Command(
      name = "new-node",
      description = "Draw the key by which a node signs blocks, and keep it under a password.")
  static final class NewNode implements Runnable {

    @Mixin PasswordOptions password;
    @Mixin OutputOptions output;

    @Parameters(index = "0", paramLabel = "FILE", description = "The file to write.")
    Path file;

    @Override
    public void run() {
      var random = new SystemRandom();
      NodeKey key = NodeKey.generate(random);
      String content = NodeKeyFile.write(key, password.fresh(), ScryptCost.STANDARD, random);
      try {
        SecretFile.write(file, content);
      } catch (FileAlreadyExistsException _) {
        throw CommandFailure.failed("there is a file already: " + file);
      } catch (IOException e) {
        throw CommandFailure.failed("cannot write " + file + ": " + e);
      }
      output.result(
          Map.of("publicKey", key.publicKey().toHex(), "file", file.toString()),
          key.publicKey() + " in " + file);
    }
  }

  /** {@code althing keys seat}. */
  @Command(
      name = "seat",
      description = {
        "Print what a node's operator sends to whoever writes the genesis file of a chain:",
        "account, node key and proof of possession, as `althing genesis create --validator` takes it."
      })
  static final class ClaimSeat implements Runnable {

    @Mixin PasswordOptions password;
    @Mixin OutputOptions output;

    @Parameters(
        index = "0",
        paramLabel = "FILE",
        description = "Key file of the node, as `althing keys new-node` writes it.")
    Path file;

    @Option(names = "--chain-id", required = true, paramLabel = "N", description = "Chain id.")
    long chainId;

    @Option(
        names = "--validator-account",
        required = true,
        paramLabel = "ADDRESS",
        description = "The account that is to earn the tips of the node's blocks.")
    Address account;

    @Override
    public void run() {
      Validator seat = readNodeKey(file, password).seat(chainId, account);
      output.result(
          Map.of(
              "account",
              seat.account().toHex(),
              "nodeKey",
              seat.nodeKey().toHex(),
              "proofOfPossession",
              seat.proof().toHex()),
          "%s,%s,%s".formatted(seat.account(), seat.nodeKey(), seat.proof()));
    }
  }

  /**
   * The key in a node's key file.
   *
   * @throws CommandFailure naming the file, when it cannot be read or is damaged, or the password
   *     is wrong
   */
  public static NodeKey readNodeKey(Path file, PasswordOptions password) {
    try {
      return NodeKeyFile.read(Bytes.wrap(Files.readAllBytes(file)), password.existing());
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage());
    } catch (MalformedException e) {
      throw CommandFailure.notVerified(file + ": " + e.getMessage());
    } catch (WrongPasswordException e) {
      throw CommandFailure.failed(file + ": " + e.getMessage());
    }
  }
}
