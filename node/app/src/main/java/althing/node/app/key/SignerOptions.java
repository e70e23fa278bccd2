package althing.node.app.key;

import althing.genesis.key.AccountKey;
import althing.ledger.types.Address;
import althing.ledger.types.Hex;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who signs: one of three ways to name a key. */
public final class SignerOptions {

  @Mixin KeyDirectory keys;
  @Mixin PasswordOptions password;

  @Option(
      names = "--from",
      paramLabel = "ADDRESS",
      description = "Sign with the keystore file of this account.")
  @Nullable Address from;

  @Option(
      names = "--private-key-file",
      paramLabel = "FILE",
      description = "Sign with the private key, in hexadecimal, in this file.")
  @Nullable Path privateKeyFile;

  @Option(
      names = "--dev",
      paramLabel = "N",
      description = "Sign with account N of a devnet, whose keys everybody knows.")
  @Nullable Integer devAccount;

  /** The key that the options name. */
  public AccountKey key() {
    if (from != null && privateKeyFile == null && devAccount == null) {
      return keys.open(from, password.existing());
    }
    if (privateKeyFile != null && from == null && devAccount == null) {
      return readKey(privateKeyFile);
    }
    if (devAccount != null && from == null && privateKeyFile == null) {
      return devKey(devAccount);
    }
    throw CommandFailure.usage(
        "name who signs with one of --from, --private-key-file and --dev (on a devnet)");
  }

  /** The account that the options name, or {@code none} when they name nobody. */
  public Address addressOr(Address none) {
    if (from != null) {
      return from;
    }
    return privateKeyFile == null && devAccount == null ? none : key().address();
  }

  /** A private key from a file that holds it in hexadecimal. */
  public static AccountKey readKey(Path file) {
    try {
      return AccountKey.of(Hex.decode(Files.readString(file).strip()));
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage());
    } catch (MalformedException | IllegalArgumentException _) {
      throw CommandFailure.failed(file + " does not hold a private key: 64 hexadecimal digits");
    }
  }

  private static AccountKey devKey(int number) {
    if (number < 0 || number > 99) {
      throw CommandFailure.usage("--dev is from 0 to 99, not " + number);
    }
    return DevAccounts.first(number + 1).getLast();
  }
}
