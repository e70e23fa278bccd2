package althing.node.app.client;

import althing.ledger.types.Address;
import althing.ledger.types.Hex;
import althing.node.app.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who signs. */
public final class SignerOptions {

  @Option(
      names = "--private-key-file",
      paramLabel = "FILE",
      description = "A file that holds a private key in hexadecimal.")
  @Nullable Path privateKeyFile;

  /** The key that the options name. */
  public SigningKey key() {
    if (privateKeyFile == null) {
      throw CommandFailure.usage("nobody signs: give --private-key-file");
    }
    return readKey(privateKeyFile);
  }

  /** The account of the key that the options name, or {@code none} when they name nobody. */
  public Address addressOr(Address none) {
    return privateKeyFile == null ? none : key().address();
  }

  /** A private key from a file that holds it in hexadecimal. */
  public static SigningKey readKey(Path file) {
    try {
      return SigningKey.of(Hex.decode(Files.readString(file).strip()));
    } catch (IOException e) {
      throw CommandFailure.failed("cannot read " + file + ": " + e.getMessage());
    } catch (IllegalArgumentException _) {
      throw CommandFailure.failed(file + " does not hold a private key: 64 hexadecimal digits");
    }
  }
}
