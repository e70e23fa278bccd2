package althing.governance.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingSignaturesTest {

  @ParameterizedTest(name = "{0} members")
  @ValueSource(ints = {2, 3, 16, 128})
  void a_vote_verifies_from_each_place_in_the_ring(int size) {
    Ring ring = Votes.ring(size);
    Statement yes = Votes.onBridge(ring, "yes");
    var places = new HashSet<Integer>();
    var images = new HashSet<CurvePoint>();
    for (int voter = 0; voter < size; voter++) {
      RingSignature signature = RingSignatures.sign(Votes.privateKey(voter), yes);

      assertThat(RingSignatures.verify(yes, signature)).as("voter %d", voter).isTrue();
      assertThat(signature.responses()).hasSize(size);
      places.add(Votes.placeOf(voter, ring));
      images.add(signature.image());
    }
    assertThat(places).hasSize(size).doesNotContain(-1);
    assertThat(images).hasSize(size);
  }

  /** Defect D3: the image marks the second vote of a key, also from another ring. */
  @Test
  void a_key_has_one_image_on_a_proposal_whatever_the_message_and_the_ring() {
    byte[] key = Votes.privateKey(1);
    CurvePoint image = RingSignatures.image(key, Votes.CHAIN, Votes.BRIDGE);

    for (Ring ring : List.of(Votes.ring(2), Votes.ring(5), Votes.ring(IntStream.range(1, 20)))) {
      for (String message : List.of("yes", "no", "")) {
        assertThat(RingSignatures.sign(key, Votes.onBridge(ring, message)).image())
            .isEqualTo(image);
      }
    }
  }

  @Test
  void a_key_has_different_images_on_two_proposals_and_on_two_chains() {
    byte[] key = Votes.privateKey(1);

    assertThat(
            List.of(
                RingSignatures.image(key, Votes.CHAIN, Votes.BRIDGE),
                RingSignatures.image(key, Votes.CHAIN, Votes.FERRY),
                RingSignatures.image(key, Amount.of(931), Votes.BRIDGE),
                RingSignatures.image(Votes.privateKey(2), Votes.CHAIN, Votes.BRIDGE)))
        .doesNotHaveDuplicates();
  }

  /** A nonce used under two challenges would give the key away. */
  @Test
  void the_same_vote_has_the_same_signature_and_another_one_shares_no_number_with_it() {
    byte[] key = Votes.privateKey(1);
    Ring ring = Votes.ring(3);
    Statement yes = Votes.onBridge(ring, "yes");
    List<Statement> others =
        List.of(
            Votes.onBridge(ring, "no"),
            Votes.onBridge(Votes.ring(4), "yes"),
            new Statement(Votes.CHAIN, Votes.FERRY, ring, yes.message()),
            new Statement(Amount.of(931), Votes.BRIDGE, ring, yes.message()));

    assertThat(RingSignatures.sign(key, yes)).isEqualTo(RingSignatures.sign(key, yes));
    var numbers = new ArrayList<>(numbersOf(RingSignatures.sign(key, yes)));
    others.forEach(other -> numbers.addAll(numbersOf(RingSignatures.sign(key, other))));
    assertThat(numbers).doesNotHaveDuplicates();
  }

  @Test
  void a_key_outside_the_ring_is_refused() {
    Statement yes = Votes.onBridge(Votes.ring(4), "yes");

    assertThatThrownBy(() -> RingSignatures.sign(Votes.privateKey(4), yes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the key is not a member of the ring");
  }

  @Test
  void numbers_that_are_no_private_key_neither_sign_nor_have_an_image() {
    Statement yes = Votes.onBridge(Votes.ring(2), "yes");
    byte[] order = Curve.bytes(Curve.ORDER);

    for (byte[] key : new byte[][] {new byte[32], order, new byte[31], new byte[0]}) {
      assertThatThrownBy(() -> RingSignatures.sign(key, yes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("not a secp256k1 private key");
      assertThatThrownBy(() -> RingSignatures.image(key, Votes.CHAIN, Votes.BRIDGE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /**
   * Keys at both ends of their range; their points are mirror images, and so are the key images.
   */
  @Test
  void the_first_and_the_last_private_key_sign() {
    byte[] one = Curve.bytes(BigInteger.ONE);
    byte[] last = Curve.bytes(Curve.ORDER.subtract(BigInteger.ONE));
    List<CurvePoint> members =
        Stream.of(Curve.GENERATOR, Curve.GENERATOR.negate()).map(CurvePoint::of).sorted().toList();
    Statement yes = Votes.onBridge(new Ring(members), "yes");

    for (byte[] key : List.of(one, last)) {
      assertThat(RingSignatures.verify(yes, RingSignatures.sign(key, yes))).isTrue();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void a_second_implementation_agrees(long seed) {
    var random = new Random(seed);
    int size = 2 + random.nextInt(5);
    int voter = random.nextInt(size);
    Statement statement =
        new Statement(
            new Amount(new BigInteger(256, random)),
            Votes.proposal("number " + seed),
            Votes.ring(size),
            Bytes.utf8("yes ".repeat(random.nextInt(50))));
    var other = new LooseSigner(statement);
    var secret = new BigInteger(1, Votes.privateKey(voter));
    int place = Votes.placeOf(voter, statement.ring());
    var nonce = new BigInteger(255, random);

    RingSignature ours = RingSignatures.sign(Votes.privateKey(voter), statement);
    RingSignature theirs = other.sign(secret, place, other.image(secret), nonce, random);

    assertThat(other.verify(ours)).isTrue();
    assertThat(RingSignatures.verify(statement, theirs)).isTrue();
    assertThat(theirs.image()).isEqualTo(ours.image());
  }

  /**
   * Attack G26: a signature is no receipt. At the signer's place stands a number like at all
   * others: over many votes half of the bits are set, here as there.
   */
  @Test
  void no_number_stands_out_at_the_signers_place() {
    Ring ring = Votes.ring(2);
    int votes = 200;
    int place = Votes.placeOf(0, ring);
    int real = 0;
    int fake = 0;
    for (int i = 0; i < votes; i++) {
      var responses =
          RingSignatures.sign(Votes.privateKey(0), Votes.onBridge(ring, "vote " + i)).responses();
      real += responses.get(place).bitCount();
      fake += responses.get(1 - place).bitCount();
    }
    // Of 51200 bits, with a standard deviation of 113.
    assertThat(real).isBetween(25_100, 26_100);
    assertThat(fake).isBetween(25_100, 26_100);
  }

  private static List<BigInteger> numbersOf(RingSignature signature) {
    var numbers = new ArrayList<>(signature.responses());
    numbers.add(signature.challenge());
    return numbers;
  }
}
