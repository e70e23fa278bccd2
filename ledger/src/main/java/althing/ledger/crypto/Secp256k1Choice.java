package althing.ledger.crypto;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Picks the implementation of {@link Secp256k1}, once, when it is first asked for. */
final class Secp256k1Choice {

  static final Secp256k1 INSTANCE = choose(System.getProperty(Secp256k1.PROPERTY));

  private Secp256k1Choice() {}

  static Secp256k1 choose(@Nullable String forced) {
    return switch (forced) {
      case null -> {
        try {
          yield checked(new NativeSecp256k1());
        } catch (LinkageError | RuntimeException _) {
          yield checked(new JavaSecp256k1("no native library works here"));
        }
      }
      case "native" -> {
        try {
          yield checked(new NativeSecp256k1());
        } catch (LinkageError | RuntimeException e) {
          throw new IllegalStateException("libsecp256k1 does not work here: " + e, e);
        }
      }
      case "java" -> checked(new JavaSecp256k1("chosen"));
      default ->
          throw new IllegalStateException(
              Secp256k1.PROPERTY + " is '" + forced + "'; known are native and java");
    };
  }

  /** Signs and recovers once, so that a library that loads but misbehaves is not used. */
  private static Secp256k1 checked(Secp256k1 candidate) {
    byte[] key = new byte[32];
    key[31] = 1;
    byte[] digest = Keccak256.digest(key);
    byte[] recovered = candidate.recover(digest, candidate.sign(digest, key));
    if (recovered == null || !Arrays.equals(recovered, candidate.publicKey(key))) {
      throw new IllegalStateException("secp256k1 self-test failed: " + candidate.name());
    }
    return candidate;
  }
}
