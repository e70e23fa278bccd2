package althing.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.CostLimit;
import althing.node.network.Handshake.Credentials;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No bytes but those of the holders of the keys get through a handshake, and each refusal has a
 * name.
 */
class HandshakeFuzzTest {

  @RegisterExtension static final CostLimit COST = new CostLimit();

  private static final Credentials ALICE = Keys.credentials(1);
  private static final Credentials BOB = Keys.credentials(2);

  @MethodSource("messages")
  @FuzzTest
  void reading(byte[] message) {
    COST.reading(
        message,
        () -> {
          read(message);
          readAsResponse(message);
          readAsFinish(message);
        });
  }

  private static void read(byte[] hello) {
    try {
      byte[] response = Handshake.responder(BOB, 0, Keys.ephemeral(2)).respond(hello);
      assertThat(response).hasSize(Handshake.RESPONSE_SIZE);
    } catch (ProtocolException e) {
      assertThat(e.reason())
          .isIn(
              Reason.WRONG_PROTOCOL,
              Reason.WRONG_VERSION,
              Reason.WRONG_CHAIN,
              Reason.BAD_HANDSHAKE);
    }
  }

  private static void readAsResponse(byte[] response) {
    var alice = Handshake.initiator(ALICE, 0, Optional.empty(), Keys.ephemeral(1));
    try {
      alice.hello();
      alice.finish(response);
      assertThat(alice.remote().peer()).isEqualTo(BOB.self());
    } catch (ProtocolException e) {
      assertThat(e.reason()).isIn(Reason.BAD_HANDSHAKE, Reason.BAD_IDENTITY, Reason.SELF);
      assertThat(alice.isIdentified()).isFalse();
    }
  }

  private static void readAsFinish(byte[] finish) {
    var bob = Handshake.responder(BOB, 0, Keys.ephemeral(2));
    try {
      bob.respond(Handshake.initiator(ALICE, 0, Optional.empty(), Keys.ephemeral(1)).hello());
      bob.finished(finish);
      assertThat(bob.remote().peer()).isEqualTo(ALICE.self());
    } catch (ProtocolException e) {
      assertThat(e.reason()).isIn(Reason.BAD_HANDSHAKE, Reason.BAD_IDENTITY, Reason.SELF);
      assertThat(bob.isIdentified()).isFalse();
    }
  }

  /** The three messages of a handshake that succeeds. */
  static Stream<byte[]> messages() throws ProtocolException {
    var alice = Handshake.initiator(ALICE, 0, Optional.empty(), Keys.ephemeral(1));
    var bob = Handshake.responder(BOB, 0, Keys.ephemeral(2));
    byte[] hello = alice.hello();
    byte[] response = bob.respond(hello);
    return Stream.of(hello, response, alice.finish(response));
  }
}
