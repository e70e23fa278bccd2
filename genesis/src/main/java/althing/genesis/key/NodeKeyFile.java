package althing.genesis.key;

import althing.genesis.port.RandomSource;
import althing.ledger.crypto.Ed25519;
import althing.ledger.types.Bytes;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node key in a file of our own: {@code format}, the public key in clear, and the seed in the
 * {@code crypto} object of Web3 Secret Storage.
 */
public final class NodeKeyFile {

  private static final String FORMAT = "althing-node-key/1";

  private NodeKeyFile() {}

  /**
   * The file of {@code key}.
   *
   * @throws IllegalArgumentException if {@code cost} is below {@link ScryptCost#LEAST}
   */
  public static String write(NodeKey key, char[] password, ScryptCost cost, RandomSource random) {
    ObjectNode file = KeyJson.create();
    file.put("format", FORMAT);
    file.put("publicKey", key.publicKey().toHex());
    SecretBox.seal(file.putObject("crypto"), key.seed(), password, cost, random);
    return KeyJson.write(file);
  }

  /** The public key that a file says it holds, which needs no password. */
  public static Bytes publicKey(Bytes file) {
    return publicKey(open(file));
  }

  /**
   * Reads a file.
   *
   * @throws althing.ledger.types.MalformedException naming the field that is wrong
   * @throws WrongPasswordException if the password does not open it
   */
  public static NodeKey read(Bytes file, char[] password) {
    KeyJson json = open(file);
    Bytes publicKey = publicKey(json);
    NodeKey key = NodeKey.of(SecretBox.open(json.object("crypto"), password));
    if (!key.publicKey().equals(publicKey)) {
      throw json.malformed("publicKey", "the key in the file is " + key.publicKey());
    }
    return key;
  }

  private static KeyJson open(Bytes file) {
    KeyJson json = KeyJson.read("node key file", file);
    if (!json.text("format").equals(FORMAT)) {
      throw json.malformed("format", "expected \"" + FORMAT + "\"");
    }
    return json;
  }

  private static Bytes publicKey(KeyJson json) {
    return json.hex("publicKey", Ed25519.PUBLIC_KEY_SIZE, Ed25519.PUBLIC_KEY_SIZE);
  }
}
