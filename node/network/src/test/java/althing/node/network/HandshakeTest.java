package althing.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import althing.ledger.types.Bytes;
import althing.node.network.Handshake.Credentials;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rules N1 to N3: who may come in, and the name of every reason why not. */
class HandshakeTest {

  private static final Credentials ALICE = Keys.credentials(1);
  private static final Credentials BOB = Keys.credentials(2);

  @Test
  void both_learn_who_the_other_is() throws ProtocolException {
    var alice = Handshake.initiator(ALICE, 7001, Optional.of(BOB.self()), Keys.ephemeral(1));
    var bob = Handshake.responder(BOB, 7002, Keys.ephemeral(2));

    byte[] hello = alice.hello();
    byte[] response = bob.respond(hello);
    byte[] finish = alice.finish(response);
    bob.finished(finish);

    assertThat(hello).hasSize(Handshake.HELLO_SIZE).hasSize(74);
    assertThat(response).hasSize(Handshake.RESPONSE_SIZE).hasSize(194);
    assertThat(finish).hasSize(Handshake.FINISH_SIZE).hasSize(162);
    assertThat(alice.remote().peer()).isEqualTo(BOB.self());
    assertThat(alice.remote().listenPort()).isEqualTo(7002);
    assertThat(bob.remote().peer()).isEqualTo(ALICE.self());
    assertThat(bob.remote().listenPort()).isEqualTo(7001);
    assertThat(bob.remote().noiseKey()).isEqualTo(Keys.noise(1).publicKey());
  }

  @Test
  void identities_are_not_readable_on_the_way() throws ProtocolException {
    var alice = Handshake.initiator(ALICE, 0, Optional.empty(), Keys.ephemeral(1));
    var bob = Handshake.responder(BOB, 0, Keys.ephemeral(2));
    byte[] hello = alice.hello();
    byte[] response = bob.respond(hello);
    byte[] finish = alice.finish(response);

    for (byte[] message : new byte[][] {hello, response, finish}) {
      assertThat(Bytes.of(message).toHex())
          .doesNotContain(hex(ALICE.self().key().toArray()))
          .doesNotContain(hex(BOB.self().key().toArray()))
          .doesNotContain(hex(Keys.noise(1).publicKey()))
          .doesNotContain(hex(Keys.noise(2).publicKey()));
    }
  }

  @Test
  void another_chain_is_named() throws ProtocolException {
    var stranger = new Credentials(Keys.of(1), Keys.filled(9), Keys.VERSION, Keys.noise(1));
    assertThat(refusal(() -> bob().respond(hello(stranger)))).isEqualTo(Reason.WRONG_CHAIN);
  }

  @Test
  void another_version_is_named() throws ProtocolException {
    var stranger = new Credentials(Keys.of(1), Keys.CHAIN, 2, Keys.noise(1));
    assertThat(refusal(() -> bob().respond(hello(stranger)))).isEqualTo(Reason.WRONG_VERSION);
  }

  @Test
  void another_protocol_is_named() throws ProtocolException {
    byte[] hello = hello(ALICE);
    hello[0] ^= 1;
    assertThat(refusal(() -> bob().respond(hello))).isEqualTo(Reason.WRONG_PROTOCOL);
    assertThat(refusal(() -> bob().respond(new byte[3]))).isEqualTo(Reason.WRONG_PROTOCOL);
  }

  /** A man in the middle who makes the hello pass is found out by the prologue. */
  @Test
  void a_chain_changed_on_the_way_breaks_the_handshake() throws ProtocolException {
    var alice =
        Handshake.initiator(
            new Credentials(Keys.of(1), Keys.filled(9), Keys.VERSION, Keys.noise(1)),
            0,
            Optional.empty(),
            Keys.ephemeral(1));
    byte[] hello = alice.hello();
    System.arraycopy(Keys.CHAIN, 0, hello, 10, 32);
    byte[] response = bob().respond(hello);
    assertThat(refusal(() -> alice.finish(response))).isEqualTo(Reason.BAD_HANDSHAKE);
  }

  @Test
  void a_signature_by_another_key_is_refused_on_both_sides() throws ProtocolException {
    var liar = new Credentials(claiming(3, 4), Keys.CHAIN, Keys.VERSION, Keys.noise(3));

    var alice = Handshake.initiator(ALICE, 0, Optional.empty(), Keys.ephemeral(1));
    var lying = Handshake.responder(liar, 0, Keys.ephemeral(3));
    byte[] response = lying.respond(alice.hello());
    assertThat(refusal(() -> alice.finish(response))).isEqualTo(Reason.BAD_IDENTITY);
    assertThat(alice.isIdentified()).isFalse();

    var bob = bob();
    var lyingToo = Handshake.initiator(liar, 0, Optional.empty(), Keys.ephemeral(3));
    byte[] finish = lyingToo.finish(bob.respond(lyingToo.hello()));
    assertThat(refusal(() -> bob.finished(finish))).isEqualTo(Reason.BAD_IDENTITY);
    assertThat(bob.isIdentified()).isFalse();
  }

  /** A binding that was seen in one handshake is of no use with another Noise key. */
  @Test
  void a_signature_for_another_connection_key_is_refused() throws ProtocolException {
    var seen = new Credentials(Keys.of(3), Keys.CHAIN, Keys.VERSION, Keys.noise(3));
    var thief =
        new Credentials(
            new Identity() {
              @Override
              public byte[] publicKey() {
                return seen.self().key().toArray();
              }

              @Override
              public byte[] sign(byte[] message) {
                byte[] binding = message.clone();
                System.arraycopy(Keys.noise(3).publicKey(), 0, binding, binding.length - 32, 32);
                return Keys.of(3).sign(binding);
              }
            },
            Keys.CHAIN,
            Keys.VERSION,
            Keys.noise(4));
    var alice = Handshake.initiator(ALICE, 0, Optional.empty(), Keys.ephemeral(1));
    byte[] response = Handshake.responder(thief, 0, Keys.ephemeral(4)).respond(alice.hello());
    assertThat(refusal(() -> alice.finish(response))).isEqualTo(Reason.BAD_IDENTITY);
  }

  @Test
  void whoever_else_answers_at_an_address_with_a_key_is_refused() throws ProtocolException {
    var alice =
        Handshake.initiator(ALICE, 0, Optional.of(Keys.credentials(3).self()), Keys.ephemeral(1));
    byte[] response = bob().respond(alice.hello());
    assertThat(refusal(() -> alice.finish(response))).isEqualTo(Reason.UNEXPECTED_IDENTITY);
  }

  @Test
  void a_node_knows_itself() throws ProtocolException {
    var alice = Handshake.initiator(ALICE, 0, Optional.empty(), Keys.ephemeral(1));
    byte[] response = Handshake.responder(ALICE, 0, Keys.ephemeral(2)).respond(alice.hello());
    assertThat(refusal(() -> alice.finish(response))).isEqualTo(Reason.SELF);
  }

  @Test
  void an_altered_byte_anywhere_is_refused() throws ProtocolException {
    for (int at = 0; at < Handshake.RESPONSE_SIZE; at += 7) {
      var alice = Handshake.initiator(ALICE, 0, Optional.empty(), Keys.ephemeral(1));
      byte[] response = bob().respond(alice.hello());
      response[at] ^= 0x20;
      assertThat(refusal(() -> alice.finish(response))).isEqualTo(Reason.BAD_HANDSHAKE);
      assertThat(alice.isIdentified()).isFalse();
    }
  }

  private static String hex(byte[] bytes) {
    return Bytes.of(bytes).toHex().substring(2);
  }

  private static Handshake bob() {
    return Handshake.responder(BOB, 0, Keys.ephemeral(2));
  }

  private static byte[] hello(Credentials credentials) throws ProtocolException {
    return Handshake.initiator(credentials, 0, Optional.empty(), Keys.ephemeral(1)).hello();
  }

  /** Shows one key, signs with another. */
  private static Identity claiming(int shown, int held) {
    return new Identity() {
      @Override
      public byte[] publicKey() {
        return Keys.of(shown).publicKey();
      }

      @Override
      public byte[] sign(byte[] message) {
        return Keys.of(held).sign(message);
      }
    };
  }

  private static Reason refusal(ThrowingCallable step) {
    return catchThrowableOfType(ProtocolException.class, step).reason();
  }
}
