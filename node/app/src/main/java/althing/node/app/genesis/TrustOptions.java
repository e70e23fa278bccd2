package althing.node.app.genesis;

import althing.ledger.types.Hash;
import althing.node.app.CommandFailure;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The genesis that a person trusts: what signatures are checked from. */
public final class TrustOptions {

  @Option(
      names = "--genesis",
      paramLabel = "FILE",
      description = "The genesis file that you trust.")
  @Nullable Path file;

  @Option(
      names = "--genesis-hash",
      paramLabel = "HASH",
      description =
          "The hash of block 0 that you trust, as `althing genesis hash --block` prints it.")
  @Nullable Hash hash;

  /** Hash of the block at height 0, if the caller named one. */
  public Optional<Hash> genesisHash() {
    if (file == null) {
      return Optional.ofNullable(hash);
    }
    Hash founded = GenesisBlock.of(GenesisFiles.read(file)).hash();
    if (hash != null && !hash.equals(founded)) {
      throw CommandFailure.usage(
          "--genesis leads to block 0 %s, --genesis-hash is %s".formatted(founded, hash));
    }
    return Optional.of(founded);
  }
}
