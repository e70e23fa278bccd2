package althing.node.network.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our Noise XX against the published vectors, and against those who alter messages. */
class NoiseXxTest {

  private static final HexFormat HEX = HexFormat.of();

  record Message(String payload, String ciphertext) {}

  record Vector(
      String name,
      String prologue,
      String initiatorStatic,
      String initiatorEphemeral,
      String responderStatic,
      String responderEphemeral,
      String handshakeHash,
      List<Message> messages) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Those of cacophony and of snow for this protocol. Snow's names no handshake hash. */
  static List<Vector> vectors() {
    return List.of(
        new Vector(
            "cacophony",
            "4a6f686e2047616c74",
            "e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1",
            "893e28b9dc6ca8d611ab664754b8ceb7bac5117349a4439a6b0569da977c464a",
            "4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893",
            "bbdb4cdbd309f1a1f2e1456967fe288cadd6f712d65dc7b7793d5e63da6b375b",
            "c8e5f64e846193be2a834104c2a009868d6c9f3bd3c186299888b488b2f1f58e",
            List.of(
                new Message(
                    "4c756477696720766f6e204d69736573",
                    "ca35def5ae56cec33dc2036731ab14896bc4c75dbb07a61f879f8e3afa4c7944"
                        + "4c756477696720766f6e204d69736573"),
                new Message(
                    "4d757272617920526f746862617264",
                    "95ebc60d2b1fa672c1f46a8aa265ef51bfe38e7ccb39ec5be34069f144808843"
                        + "81cbad1f276e038c48378ffce2b65285e08d6b68aaa3629a5a8639392490e5b9"
                        + "bd5269c2f1e4f488ed8831161f19b7815528f8982ffe09be9b5c412f8a0db50f"
                        + "8814c7194e83f23dbd8d162c9326ad"),
                new Message(
                    "462e20412e20486179656b",
                    "c7195ffacac1307ff99046f219750fc47693e23c3cb08b89c2af808b444850a8"
                        + "0ae475b9df0f169ae80a89be0865b57f58c9fea0d4ec82a286427402f113e4b6"
                        + "ae769a1d95941d49b25030"),
                new Message(
                    "4361726c204d656e676572",
                    "96763ed773f8e47bb3712f0e29b3060ffc956ffc146cee53d5e1df"),
                new Message(
                    "4a65616e2d426170746973746520536179",
                    "3e40f15f6f3a46ae446b253bf8b1d9ffb6ed9b174d272328ff91a7e2e5c79c07f5"),
                new Message(
                    "457567656e2042f6686d20766f6e2042617765726b",
                    "eb3f3515110702e047a6c9da4478b6ead94873c11c0f2d710ddb3f09fce024b3"
                        + "a58502ae3f"))),
        new Vector(
            "snow",
            "5468657265206973206e6f20726967687420616e642077726f6e672e20546865"
                + "72652773206f6e6c792066756e20616e6420626f72696e672e",
            "7dec208517a3b81a2861d7a71266d5d6dc944c5a8816634a86fe63198a0148ee",
            "a32daf21e93c0131495ce1d903181fde81cc46937daaeb990bae7c992709421e",
            "4d0aed5098e3b4ef20357e9f686ce66204c792b358da2e475017d6c485304881",
            "4eece0f195d026db035ff987597c429d3ad3bcc2944df37d649528951b2a27c5",
            "",
            List.of(
                new Message(
                    "d03c489139e645d0711a3c9e810d776b46a84912463fafa87b884eebf242dc34",
                    "f9fa868ba97ab8a2686deccfaad5a484ee10a5bb85e3d1dce015a84797f92818"
                        + "d03c489139e645d0711a3c9e810d776b46a84912463fafa87b884eebf242dc34"),
                new Message(
                    "d8190a92f7dc0c93dbea9118ba8055751fb7c6590c416ffbd419964132b99a85",
                    "8c4e6fdb7d09d501a86f7eca5c234522751706ed409182c05cdf5f827d4dae47"
                        + "b81c6c5f43b025692c24391eefee725c17d8cb0fbe3e4abb8aedf42c4fd2592d"
                        + "4ea48ac08989d6ae8b4adae08b2c34087c808c7aa55a63c02b0fab9e93061233"
                        + "6bd43eaea04d3c670a0a146691aa9cc9d357872320dc735dbc48580cffb553db"),
                new Message(
                    "77891b19dcb92ef7c055b672c4a5aa7fdf1c84146b8b303459022729473ce254",
                    "933ca6b5ed60df3df66121f0ab49a09e49efa45c613a86a3cecbf4c535cef2f8"
                        + "3f72b42837b18e3572f2fdc2b74c331e2368a545cef54bdca081678ab0e9dd53"
                        + "48122459e0c034c851984d88ce610963d43cde6cfe73a67fbd5a63e8bfca96d0"),
                new Message(
                    "d7efdf988072881941db045a42882433817555128fbf5663e56081712ec7d212",
                    "54ef0ff0629e1aaa7685a2806ab111cba76b52331f2642276736f415868eacb6"
                        + "9ab2577f3bda0cbf72f879685f6ed25f"),
                new Message(
                    "dd7bf01a588bafb52c6cfba952e5d8fe35cc2b3f92b4730ae2474615157345ce",
                    "356be70f110306d5c699bb834bb9d58d909e325924dfbec972e406e6f294dc63"
                        + "e1daebefe8a62a334facc8048ab4ad66"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void published_vectors_hold(Vector vector) throws NoiseException {
    var initiator = side(true, vector);
    var responder = side(false, vector);

    for (int i = 0; i < 3; i++) {
      var from = i % 2 == 0 ? initiator : responder;
      var to = i % 2 == 0 ? responder : initiator;
      byte[] payload = HEX.parseHex(vector.messages().get(i).payload());
      byte[] message = from.write(payload);
      assertThat(HEX.formatHex(message)).isEqualTo(vector.messages().get(i).ciphertext());
      assertThat(to.read(message)).isEqualTo(payload);
    }
    assertThat(initiator.handshakeHash()).isEqualTo(responder.handshakeHash());
    if (!vector.handshakeHash().isEmpty()) {
      assertThat(HEX.formatHex(initiator.handshakeHash())).isEqualTo(vector.handshakeHash());
    }

    var first = initiator.split();
    var second = responder.split();
    var aead = new Aead();
    for (int i = 3; i < vector.messages().size(); i++) {
      var sending = i % 2 == 0 ? first.sending() : second.sending();
      var receiving = i % 2 == 0 ? second.receiving() : first.receiving();
      byte[] payload = HEX.parseHex(vector.messages().get(i).payload());
      byte[] sealed = seal(aead, sending, payload);
      assertThat(HEX.formatHex(sealed)).isEqualTo(vector.messages().get(i).ciphertext());
      assertThat(open(aead, receiving, sealed)).isEqualTo(payload);
    }
  }

  @ParameterizedTest(name = "message {0}")
  @ValueSource(ints = {1, 2})
  void an_altered_bit_anywhere_in_an_encrypted_message_is_noticed(int altered)
      throws NoiseException {
    var vector = vectors().getFirst();
    int length = vector.messages().get(altered).ciphertext().length() / 2;
    for (int at = 0; at < length; at++) {
      var initiator = side(true, vector);
      var responder = side(false, vector);
      responder.read(initiator.write(new byte[0]));
      if (altered == 2) {
        initiator.read(responder.write(new byte[0]));
      }
      byte[] payload = HEX.parseHex(vector.messages().get(altered).payload());
      byte[] message = (altered == 1 ? responder : initiator).write(payload);
      // Bit 255 of a public key is ignored by X25519, but is part of the transcript.
      message[at] ^= (byte) 0x80;
      var reader = altered == 1 ? initiator : responder;
      assertThatThrownBy(() -> reader.read(message)).isInstanceOf(NoiseException.class);
    }
  }

  @Test
  void different_prologues_do_not_come_together() throws NoiseException {
    var vector = vectors().getFirst();
    var initiator = side(true, vector);
    var other =
        new NoiseXx(
            false, new byte[] {1}, key(vector.responderStatic()), key(vector.responderEphemeral()));
    other.read(initiator.write(new byte[0]));
    byte[] response = other.write(new byte[0]);
    assertThatThrownBy(() -> initiator.read(response)).isInstanceOf(NoiseException.class);
  }

  @Test
  void a_point_of_small_order_is_refused() throws NoiseException {
    var responder = side(false, vectors().getFirst());
    responder.read(new byte[32]);
    assertThatThrownBy(() -> responder.write(new byte[0])).hasMessageContaining("small order");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31})
  void a_short_message_is_refused(int size) {
    var responder = side(false, vectors().getFirst());
    assertThatThrownBy(() -> responder.read(new byte[size])).hasMessageContaining("at least 32");
  }

  @Test
  void both_change_their_key_alike_and_the_old_one_opens_nothing() throws NoiseException {
    // The JDK's cipher refuses one key and nonce twice, so each side has its own.
    var aead = new Aead();
    var sending = new CipherState(new byte[32]);
    var receiving = new CipherState(new byte[32]);
    var stale = new CipherState(new byte[32]);
    sending.rekey(new Aead());
    receiving.rekey(new Aead());
    byte[] sealed = seal(new Aead(), sending, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> open(aead, stale, sealed)).isInstanceOf(NoiseException.class);
    assertThat(open(aead, receiving, sealed)).containsExactly(1, 2, 3);
  }

  private static NoiseXx side(boolean initiator, Vector vector) {
    return new NoiseXx(
        initiator,
        HEX.parseHex(vector.prologue()),
        key(initiator ? vector.initiatorStatic() : vector.responderStatic()),
        key(initiator ? vector.initiatorEphemeral() : vector.responderEphemeral()));
  }

  private static DhKey key(String hex) {
    return new DhKey(HEX.parseHex(hex));
  }

  private static byte[] seal(Aead aead, CipherState keys, byte[] plain) {
    byte[] out = new byte[plain.length + Aead.TAG_SIZE];
    keys.encrypt(aead, plain, 0, plain.length, out, 0);
    return out;
  }

  private static byte[] open(Aead aead, CipherState keys, byte[] sealed) throws NoiseException {
    byte[] out = new byte[sealed.length - Aead.TAG_SIZE];
    keys.decrypt(aead, sealed, 0, sealed.length, out, 0);
    return out;
  }
}
