package althing.node.app.key;

import althing.genesis.key.AccountKey;
import althing.genesis.key.Keystore;
import althing.genesis.key.ScryptCost;
import althing.genesis.key.WrongPasswordException;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import althing.node.app.Home;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The keystore files of a person, one for each account, named by address. */
public final class KeyDirectory {

  private static final String SUFFIX = ".json";
  private static final int ADDRESS_DIGITS = 40;

  @Option(
      names = "--keystore",
      paramLabel = "DIRECTORY",
      description = "Directory of key files (default: keystore in $ALTHING_HOME, else ~/.althing).")
  @Nullable Path directory;

  public Path path() {
    return directory != null ? directory : Home.path().resolve("keystore");
  }

  /** The accounts that have a file here. */
  public List<Address> addresses() {
    if (!Files.isDirectory(path())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("0x[0-9a-f]{" + ADDRESS_DIGITS + "}\\" + SUFFIX))
          .map(name -> Address.fromHex(name.substring(0, 2 + ADDRESS_DIGITS)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw CommandFailure.failed("cannot look into " + path() + ": " + e.getMessage());
    }
  }

  /** Opens the file of {@code account}. */
  public AccountKey open(Address account, char[] password) {
    return read(file(account), password);
  }

  /** Opens any keystore file. */
  static AccountKey read(Path file, char[] password) {
    try {
      return Keystore.read(Bytes.wrap(Files.readAllBytes(file)), password);
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage());
    } catch (MalformedException e) {
      throw CommandFailure.notVerified(file + ": " + e.getMessage());
    } catch (WrongPasswordException e) {
      throw CommandFailure.failed(file + ": " + e.getMessage());
    }
  }

  /** Writes the file of {@code key}, readable by its owner only; refuses to replace one. */
  public Path write(AccountKey key, char[] password) {
    Path file = file(key.address());
    String content = Keystore.write(key, password, ScryptCost.STANDARD, new SystemRandom());
    try {
      SecretFile.write(file, content);
      return file;
    } catch (FileAlreadyExistsException _) {
      throw CommandFailure.failed("there is a key file of this account already: " + file);
    } catch (IOException e) {
      throw CommandFailure.failed("cannot write " + file + ": " + e.getMessage());
    }
  }

  Path file(Address account) {
    return path().resolve(account.toHex().toLowerCase(Locale.ROOT) + SUFFIX);
  }
}
