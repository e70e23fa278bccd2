package althing.node.network.noise;

/** Bytes that no honest holder of the keys can have sent. */
public final class NoiseException extends Exception {

  private static final long serialVersionUID = 1;

  NoiseException(String message) {
    super(message);
  }
}
