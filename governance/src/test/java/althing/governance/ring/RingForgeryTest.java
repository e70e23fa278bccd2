package althing.governance.ring;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Defect D3: votes that nobody may cast, each made of a good one. A thousand in all. */
class RingForgeryTest {

  private static final int EACH_SEED = 200;
  private static final int CHALLENGE_AT = CurvePoint.SIZE;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void forgeries_are_refused(long seed) {
    var random = new Random(seed);
    var forgeries = Forgery.values();
    for (int i = 0; i < EACH_SEED; i++) {
      Vote vote = anyVote(random);
      assertThat(vote.isAccepted()).isTrue();

      Forgery forgery = forgeries[i % forgeries.length];
      Vote forged = forgery.method.make(vote, random);

      assertThat(forged).as("%s of %s", forgery, vote).isNotEqualTo(vote);
      assertThat(forged.isAccepted()).as("%s of %s", forgery, vote).isFalse();
    }
  }

  /** With an honest image, place and nonce the tool of the forgers makes good votes. */
  @Test
  void what_forgers_use_signs_well_for_the_honest() {
    var random = new Random(7);
    for (int i = 0; i < 10; i++) {
      Vote vote = anyVote(random);

      assertThat(vote.signedBy(vote.secret(), vote.place(), vote.image(), random).isAccepted())
          .isTrue();
    }
  }

  private enum Forgery {
    CHOICE_CHANGED((vote, random) -> vote.on(s -> say(s, "no"))),
    CHOICE_LEFT_OUT((vote, random) -> vote.on(s -> say(s, ""))),
    CHOICE_LENGTHENED((vote, random) -> vote.on(s -> say(s, "yes "))),
    OTHER_PROPOSAL((vote, random) ->
        vote.on(s -> new Statement(s.chainId(), Votes.FERRY, s.ring(), s.message()))),
    OTHER_CHAIN((vote, random) ->
        vote.on(s -> new Statement(Amount.of(931), s.proposal(), s.ring(), s.message()))),
    MEMBER_EXCHANGED((vote, random) -> {
      List<Integer> voters = new ArrayList<>(vote.voters());
      voters.set(random.nextInt(voters.size()), 50 + random.nextInt(50));
      return vote.on(s -> in(s, voters));
    }),
    MEMBER_ADDED((vote, random) -> {
      List<Integer> voters = new ArrayList<>(vote.voters());
      voters.add(50);
      return vote.on(s -> in(s, voters)).with(bytes -> bytes.concat(scalar(random)));
    }),
    MEMBER_ADDED_WITHOUT_RESPONSE((vote, random) -> {
      List<Integer> voters = new ArrayList<>(vote.voters());
      voters.add(50);
      return vote.on(s -> in(s, voters));
    }),
    MEMBER_REMOVED((vote, random) -> {
      List<Integer> voters = vote.voters().subList(0, vote.voters().size() - 1);
      return vote.on(s -> in(s, voters)).with(bytes -> bytes.slice(0, bytes.size() - 32));
    }),
    RESPONSE_TOO_MANY((vote, random) -> vote.with(bytes -> bytes.concat(scalar(random)))),
    RESPONSE_MISSING((vote, random) -> vote.with(bytes -> bytes.slice(0, bytes.size() - 32))),
    CIRCLE_BEGUN_AT_THE_NEXT_MEMBER((vote, random) -> {
      RingSignature good = vote.decoded();
      BigInteger next =
          new LooseSigner(vote.statement())
              .next(0, good.image(), good.challenge(), good.responses().getFirst());
      List<BigInteger> responses = new ArrayList<>(good.responses());
      Collections.rotate(responses, -1);
      return vote.with(new RingSignature(good.image(), next, responses));
    }),
    RESPONSES_ROTATED((vote, random) -> vote.withResponses(r -> Collections.rotate(r, 1))),
    RESPONSES_SWAPPED((vote, random) -> vote.withResponses(r -> Collections.swap(r, 0, 1))),
    RESPONSE_RAISED((vote, random) -> vote.withResponse(random, s -> s.add(BigInteger.ONE))),
    RESPONSE_NEGATED((vote, random) -> vote.withResponse(random, BigInteger::negate)),
    RESPONSE_ZERO((vote, random) -> vote.withResponse(random, s -> BigInteger.ZERO)),
    RESPONSE_NOT_REDUCED((vote, random) ->
        vote.put(RingSignatureCodec.size(random.nextInt(vote.size())), notReduced(random))),
    RESPONSE_OF_ANOTHER_VOTE((vote, random) -> {
      RingSignature other =
          RingSignatures.sign(vote.privateKey(), say(vote.statement(), "another"));
      int at = random.nextInt(vote.size());
      return vote.withResponses(r -> r.set(at, other.responses().get(at)));
    }),
    CHALLENGE_RAISED((vote, random) -> vote.withChallenge(c -> c.add(BigInteger.ONE))),
    CHALLENGE_NEGATED((vote, random) -> vote.withChallenge(BigInteger::negate)),
    CHALLENGE_ZERO((vote, random) -> vote.withChallenge(c -> BigInteger.ZERO)),
    CHALLENGE_NOT_REDUCED((vote, random) -> vote.put(CHALLENGE_AT, notReduced(random))),
    IMAGE_OF_ANOTHER_MEMBER((vote, random) ->
        vote.with(
            RingSignatures.image(Votes.privateKey(vote.someoneElse()), Votes.CHAIN, Votes.BRIDGE))),
    IMAGE_OF_ANOTHER_PROPOSAL((vote, random) ->
        vote.with(RingSignatures.image(vote.privateKey(), Votes.CHAIN, Votes.FERRY))),
    IMAGE_AT_RANDOM((vote, random) -> vote.with(anyPoint(random))),
    IMAGE_IS_THE_PUBLIC_KEY((vote, random) -> vote.with(Votes.member(vote.voter()))),
    IMAGE_NEGATED((vote, random) -> vote.put(0, Bytes.of((byte) (5 - vote.signature().get(0))))),
    IMAGE_WITH_ANOTHER_ABSCISSA((vote, random) -> vote.put(1, Bytes.wrap(bytes(random, 32)))),
    IMAGE_AT_INFINITY((vote, random) -> vote.put(0, Bytes.wrap(new byte[CurvePoint.SIZE]))),
    ALL_NUMBERS_AT_RANDOM((vote, random) ->
        vote.withChallenge(c -> any(random))
            .withResponses(responses -> responses.replaceAll(r -> any(random)))),
    ALL_NUMBERS_ZERO((vote, random) ->
        vote.withChallenge(c -> BigInteger.ZERO)
            .withResponses(responses -> responses.replaceAll(r -> BigInteger.ZERO))),
    CUT_SHORT((vote, random) -> vote.with(bytes -> bytes.slice(0, random.nextInt(bytes.size())))),
    LENGTHENED((vote, random) ->
        vote.with(bytes -> bytes.concat(Bytes.wrap(bytes(random, 1 + random.nextInt(64)))))),
    BIT_FLIPPED((vote, random) -> {
      byte[] bytes = vote.signature().toArray();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      return vote.with(old -> Bytes.wrap(bytes));
    }),
    SIGNED_BY_AN_OUTSIDER((vote, random) -> {
      BigInteger secret = any(random);
      CurvePoint image = new LooseSigner(vote.statement()).image(secret);
      return vote.signedBy(secret, random.nextInt(vote.size()), image, random);
    }),
    SIGNED_BY_AN_OUTSIDER_WITH_A_MEMBERS_IMAGE((vote, random) ->
        vote.signedBy(any(random), random.nextInt(vote.size()), vote.image(), random)),
    SIGNED_IN_THE_PLACE_OF_ANOTHER((vote, random) ->
        vote.signedBy(
            vote.secret(),
            Votes.placeOf(vote.someoneElse(), vote.statement().ring()),
            vote.image(),
            random)),
    SECOND_VOTE_UNDER_ANOTHER_IMAGE((vote, random) -> {
      CurvePoint image = new LooseSigner(vote.statement()).image(any(random));
      return vote.signedBy(vote.secret(), vote.place(), image, random);
    }),
    SECOND_VOTE_UNDER_THE_MIRRORED_IMAGE((vote, random) -> {
      CurvePoint image = new LooseSigner(vote.statement()).image(vote.secret().negate());
      return vote.signedBy(vote.secret(), vote.place(), image, random);
    }),
    NONCE_ZERO((vote, random) ->
        vote.with(
            new LooseSigner(vote.statement())
                .sign(vote.secret(), vote.place(), vote.image(), BigInteger.ZERO, random)));

    private final Method method;

    Forgery(Method method) {
      this.method = method;
    }

    private interface Method {
      Vote make(Vote good, Random random);
    }
  }

  /** A vote as it is carried, and what is known of its making. */
  private record Vote(List<Integer> voters, int voter, Statement statement, Bytes signature) {

    boolean isAccepted() {
      try {
        return RingSignatures.verify(statement, decoded());
      } catch (MalformedException _) {
        return false;
      }
    }

    RingSignature decoded() {
      return RingSignatureCodec.decode(signature);
    }

    int size() {
      return voters.size();
    }

    byte[] privateKey() {
      return Votes.privateKey(voter);
    }

    BigInteger secret() {
      return new BigInteger(1, privateKey());
    }

    int place() {
      return Votes.placeOf(voter, statement.ring());
    }

    CurvePoint image() {
      return decoded().image();
    }

    int someoneElse() {
      return voters.stream().filter(other -> other != voter).findAny().orElseThrow();
    }

    Vote on(UnaryOperator<Statement> change) {
      return new Vote(voters, voter, change.apply(statement), signature);
    }

    Vote with(UnaryOperator<Bytes> change) {
      return new Vote(voters, voter, statement, change.apply(signature));
    }

    Vote with(RingSignature other) {
      return with(old -> RingSignatureCodec.encode(other));
    }

    Vote with(CurvePoint image) {
      return put(0, image.encoded());
    }

    Vote put(int at, Bytes part) {
      return with(
          old -> old.slice(0, at).concat(part).concat(old.slice(at + part.size(), old.size())));
    }

    Vote withChallenge(UnaryOperator<BigInteger> change) {
      BigInteger changed = change.apply(decoded().challenge()).mod(Curve.ORDER);
      return put(CHALLENGE_AT, Bytes.wrap(Curve.bytes(changed)));
    }

    Vote withResponse(Random random, UnaryOperator<BigInteger> change) {
      int at = random.nextInt(size());
      return withResponses(r -> r.set(at, change.apply(r.get(at)).mod(Curve.ORDER)));
    }

    Vote withResponses(Consumer<List<BigInteger>> change) {
      RingSignature good = decoded();
      var responses = new ArrayList<>(good.responses());
      change.accept(responses);
      return with(new RingSignature(good.image(), good.challenge(), responses));
    }

    Vote signedBy(BigInteger secret, int place, CurvePoint image, Random random) {
      return with(new LooseSigner(statement).sign(secret, place, image, any(random), random));
    }
  }

  private static Vote anyVote(Random random) {
    List<Integer> voters =
        IntStream.range(0, 50).boxed().collect(Collectors.toCollection(ArrayList::new));
    Collections.shuffle(voters, random);
    voters = List.copyOf(voters.subList(0, 3 + random.nextInt(3)));
    int voter = voters.get(random.nextInt(voters.size()));
    Statement statement = in(Votes.onBridge(Votes.ring(2), "yes"), voters);
    RingSignature signature = RingSignatures.sign(Votes.privateKey(voter), statement);
    return new Vote(voters, voter, statement, RingSignatureCodec.encode(signature));
  }

  private static Statement say(Statement statement, String message) {
    return new Statement(
        statement.chainId(), statement.proposal(), statement.ring(), Bytes.utf8(message));
  }

  private static Statement in(Statement statement, List<Integer> voters) {
    Ring ring = Votes.ring(voters.stream().mapToInt(Integer::intValue));
    return new Statement(statement.chainId(), statement.proposal(), ring, statement.message());
  }

  private static CurvePoint anyPoint(Random random) {
    return CurvePoint.of(Curve.timesSecret(Curve.GENERATOR, any(random)));
  }

  private static BigInteger any(Random random) {
    return new BigInteger(256, random).mod(Curve.ORDER);
  }

  private static Bytes scalar(Random random) {
    return Bytes.wrap(Curve.bytes(any(random)));
  }

  /** A number of 32 bytes that is n or more. */
  private static Bytes notReduced(Random random) {
    return Bytes.wrap(Curve.bytes(Curve.ORDER.add(new BigInteger(128, random))));
  }

  private static byte[] bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }
}
