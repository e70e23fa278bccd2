package althing.node.core.finality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.block.BlockHeader;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.node.core.finality.FinalityVerifier.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Final blocks of chains with several validators, whose sets change. */
class FinalityVerifierTest {

  private static final int[] FOUR = {1, 2, 3, 4};

  /** Sets 1-4, 3-9 and 11, handed over at the heights 3 and 5. */
  private static SeveralValidators changing(String engine) {
    return new SeveralValidators(engine, FOUR)
        .block()
        .certified(4)
        .handOver(3, 4, 5, 6, 7, 8, 9)
        .certified(5)
        .handOver(11)
        .block()
        .block()
        .certified(1);
  }

  @Test
  void every_block_is_proved_from_genesis_on_over_every_hand_over() {
    var chain = changing("pbft");
    var prover = chain.prover();
    int[] handovers = {0, 0, 0, 0, 1, 1, 2, 2, 2};
    int[] headers = {0, 2, 1, 1, 1, 1, 3, 2, 1};
    // The newest first: what the prover remembers must not depend on the order of questions.
    for (int height = 8; height >= 0; height--) {
      FinalityProof proof = prover.prove(height);
      assertThat(proof.proven()).isEqualTo(chain.headers.get(height));
      assertThat(proof.handovers()).hasSize(handovers[height]);
      assertThat(proof.block() == null ? 0 : proof.block().headers().size())
          .isEqualTo(headers[height]);
      assertThat(FinalityVerifier.verify(proof, chain.genesis())).isInstanceOf(Verdict.Final.class);
    }
    var verdict = (Verdict.Final) FinalityVerifier.verify(prover.prove(4), chain.genesis());
    assertThat(verdict.handovers()).isEqualTo(1);
    assertThat(verdict.signed()).isEqualTo(5);
    assertThat(verdict.needed()).isEqualTo(5);
    assertThat(verdict.members()).isEqualTo(7);
    assertThat(verdict.rule().engine()).isEqualTo("pbft");
    assertThatThrownBy(() -> prover.prove(9)).hasMessage("height 9 is not within 0 to 8");
  }

  @ParameterizedTest
  @CsvSource({
    "pbft,4,3",
    "pbft,7,5",
    "raft,4,3",
    "raft,5,3",
    "single,1,1",
  })
  void a_block_needs_the_signatures_that_its_engine_asks_for(
      String engine, int members, int needed) {
    int[] all = IntStream.rangeClosed(1, members).toArray();
    assertThat(refusal(new SeveralValidators(engine, all).certified(needed))).isNull();
    if (needed > 1) {
      assertThat(refusal(new SeveralValidators(engine, all).certified(needed - 1)))
          .isEqualTo("block 1: %d signatures of %d needed".formatted(needed - 1, needed));
    }
  }

  @Test
  void an_engine_that_nobody_knows_is_refused() {
    assertThat(refusal(new SeveralValidators("paxos", 1).certified(1)))
        .isEqualTo("unknown engine paxos");
  }

  @Test
  void another_genesis_or_another_first_event_is_refused() {
    var chain = changing("pbft");
    FinalityProof proof = chain.prover().prove(8);
    assertThat(reason(FinalityVerifier.verify(proof, Hash.ZERO)))
        .startsWith("the proof begins with genesis block " + chain.genesis());
    // The engine decides how many signatures count: it cannot be claimed.
    var lenient = new SeveralValidators("single", FOUR);
    assertThat(
            changed(
                chain,
                8,
                p ->
                    new FinalityProof(
                        p.genesis(),
                        lenient.log.getFirst().encoded(),
                        p.startPath(),
                        p.handovers(),
                        p.block())))
        .isEqualTo("the first event is not shown to be in the genesis block");
  }

  @Test
  void a_hand_over_cannot_be_left_out_repeated_or_made_up() {
    var chain = changing("pbft");
    assertThat(handovers(chain, all -> all.subList(1, 2)))
        .startsWith("hand-overs: block 5: is for validator set ");
    assertThat(handovers(chain, all -> all.subList(0, 1)))
        .startsWith("block 8: is for validator set ");
    assertThat(handovers(chain, all -> List.of(all.get(0), all.get(0), all.get(1))))
        .isEqualTo("hand-overs: block 3: is not above height 3");
    CertifiedHeaders ordinary = chain.prover().prove(2).block();
    assertThat(handovers(chain, all -> List.of(ordinary, all.get(0), all.get(1))))
        .isEqualTo("hand-overs: block 2 does not close its validator set");
  }

  /** The new set cannot seat itself: the old one must have signed. */
  @Test
  void a_hand_over_signed_by_the_new_set_is_refused() {
    var forged = new SeveralValidators("pbft", FOUR).handOver(5, 6, 7, 8).certified(4);
    Bytes byTheNew = new SeveralValidators("pbft", 5, 6, 7, 8).certified(4).certificates.get(1);
    forged.certificates.set(1, byTheNew);
    assertThat(refusal(forged)).startsWith("hand-overs: block 1: certificate is of block ");
  }

  @Test
  void other_validators_than_those_of_the_header_are_refused() {
    var chain = changing("pbft");
    assertThat(
            block(
                chain,
                4,
                b ->
                    new CertifiedHeaders(
                        b.headers(), b.certificate(), SeveralValidators.seats(FOUR))))
        .startsWith("block 4: the validators are not the set ");
  }

  @Test
  void headers_must_follow_each_other_and_a_closing_one_must_be_certified() {
    var chain = changing("pbft");
    List<BlockHeader> all = chain.headers;
    assertThat(headers(chain, 6, List.of(all.get(6), all.get(8))))
        .isEqualTo("block 8: follows height 6");
    var other = changing("raft");
    assertThat(headers(chain, 6, List.of(other.headers.get(6), all.get(7), all.get(8))))
        .isEqualTo("block 7: is not the child of the block before it");
    assertThat(headers(chain, 3, List.of(all.get(3), all.get(4))))
        .isEqualTo("block 3: closes its validator set and has no certificate of its own");
    assertThat(block(chain, 8, b -> new CertifiedHeaders(b.headers(), Bytes.EMPTY, b.validators())))
        .isEqualTo("block 8: no certificate");
  }

  @Test
  void a_whole_chain_is_checked_block_by_block() {
    var chain = changing("pbft");
    assertThat(blockByBlock(chain)).isEmpty();

    chain.certificates.set(8, Bytes.EMPTY);
    assertThat(blockByBlock(chain)).hasValue("block 6: no certificate");
    chain = changing("pbft");
    chain.certificates.set(3, Bytes.EMPTY);
    assertThat(blockByBlock(chain)).hasValue("block 3: no certificate");
    chain = changing("pbft");
    chain.certificates.set(4, chain.certificates.get(2));
    assertThat(blockByBlock(chain)).hasValue("block 4: certificate is of height 2");
  }

  @Test
  void a_row_without_a_certificate_ends_at_a_limit() {
    var chain = new SeveralValidators("pbft", FOUR);
    for (int i = 0; i < CertifiedHeaders.MAX_HEADERS; i++) {
      chain.block();
    }
    assertThat(blockByBlock(chain)).hasValue("block 1: no certificate");
  }

  private static Optional<String> blockByBlock(SeveralValidators chain) {
    var blocks = new CertifiedBlocks(chain.headers.getFirst(), events(chain, 0));
    for (int height = 1; height < chain.headers.size(); height++) {
      int at = height;
      Optional<String> defect =
          blocks.next(chain.headers.get(at), chain.certificates.get(at), () -> events(chain, at));
      if (defect.isPresent()) {
        return defect;
      }
    }
    return blocks.end();
  }

  private static List<Event> events(SeveralValidators chain, int height) {
    return chain.log.stream()
        .filter(event -> event.height() == height)
        .map(RecordedEvent::event)
        .toList();
  }

  private static @Nullable String refusal(SeveralValidators chain) {
    return changed(chain, chain.headers.size() - 1, proof -> proof);
  }

  private static @Nullable String handovers(
      SeveralValidators chain, UnaryOperator<List<CertifiedHeaders>> change) {
    return changed(
        chain,
        8,
        p ->
            new FinalityProof(
                p.genesis(), p.start(), p.startPath(), change.apply(p.handovers()), p.block()));
  }

  private static @Nullable String headers(
      SeveralValidators chain, int height, List<BlockHeader> headers) {
    return block(
        chain, height, b -> new CertifiedHeaders(headers, b.certificate(), b.validators()));
  }

  private static @Nullable String block(
      SeveralValidators chain, int height, UnaryOperator<CertifiedHeaders> change) {
    return changed(
        chain,
        height,
        p ->
            new FinalityProof(
                p.genesis(), p.start(), p.startPath(), p.handovers(), change.apply(p.block())));
  }

  private static @Nullable String changed(
      SeveralValidators chain, int height, UnaryOperator<FinalityProof> change) {
    return reason(
        FinalityVerifier.verify(change.apply(chain.prover().prove(height)), chain.genesis()));
  }

  private static @Nullable String reason(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Final _ -> null;
      case Verdict.Refused(var reason) -> reason;
    };
  }
}
