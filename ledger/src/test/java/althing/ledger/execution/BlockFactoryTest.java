package althing.ledger.execution;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.account.AccountEvent.Minted;
import althing.ledger.account.Accounts;
import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BlockHeader;
import althing.ledger.crypto.Ed25519;
import althing.ledger.event.Event;
import althing.ledger.execution.BlockFactory.Candidate;
import althing.ledger.execution.BlockFactory.Judgement;
import althing.ledger.execution.BlockFactory.Judgement.Invalid;
import althing.ledger.execution.BlockFactory.Judgement.Valid;
import althing.ledger.execution.BlockFactory.Proposal;
import althing.ledger.projection.Registry;
import althing.ledger.protocol.Protocol;
import althing.ledger.protocol.ProtocolEvent.ChainStarted;
import althing.ledger.protocol.ProtocolEvent.ParameterSet;
import althing.ledger.protocol.ProtocolEvent.Seat;
import althing.ledger.protocol.ProtocolEvent.ValidatorsSeated;
import althing.ledger.state.StateTree;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.treasury.Treasury;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BlockFactoryTest {

  private static final byte[] NODE_SEED = Bytes.fromHex("42".repeat(32)).toArray();
  private static final Seat SEAT =
      new Seat(TestChain.PROPOSER, Bytes.wrap(Ed25519.publicKey(NODE_SEED)));
  private static final Hash OTHER = Hash.wrap(Bytes.fromHex("ab".repeat(32)).toArray());

  private final BlockFactory factory = factory();
  private final ChainHead genesis = factory.genesis(founding(), TestChain.GENESIS_MILLIS).head();

  private static BlockFactory factory() {
    return new BlockFactory(
        Registry.of(new Protocol(), new Accounts(), new Treasury()),
        new StateTree(keys -> new ArrayList<>(Collections.nCopies(keys.size(), null)), 16));
  }

  private static List<Event> founding() {
    var events = new ArrayList<Event>();
    events.add(
        new ChainStarted(
            Amount.of(TestChain.CHAIN_ID),
            TestChain.GENESIS_MILLIS,
            "single",
            Hash.ZERO.toBytes()));
    Map.of(
            "epochMillis", 60_000L,
            "tickBudget", 100L,
            "blockGasLimit", 1_000_000L,
            "gasTargetPerSecond", 1_000_000L,
            "baseFeeFloorWei", 1_000_000_000L)
        .forEach((name, value) -> events.add(new ParameterSet(name, value)));
    events.add(new ValidatorsSeated(List.of(SEAT)));
    events.add(new Minted(TestChain.person("alice"), Amount.ofSp(100)));
    return events;
  }

  private Candidate build(ChainHead parent, SignedTransaction... transactions) {
    BlockHeader header = parent.block().header();
    return factory.build(
        parent,
        new Proposal(
            header.timestampMillis() + 1, SEAT, RandomSeed.prove(header, NODE_SEED), Bytes.EMPTY),
        execution -> Stream.of(transactions).forEach(execution::apply));
  }

  private static SignedTransaction transfer(long nonce) {
    return TestChain.sign("alice", nonce, TestChain.person("bob"), Amount.ONE, Bytes.EMPTY, 21_000);
  }

  @Test
  void a_judge_comes_to_the_block_that_the_proposer_made() {
    Candidate first = build(genesis, transfer(0), transfer(1));
    Candidate second = build(first.head(), transfer(2));

    assertThat(factory.judge(genesis, first.block())).isInstanceOf(Valid.class);
    assertThat(factory.judge(first.head(), second.block()))
        .isInstanceOfSatisfying(
            Valid.class,
            valid -> {
              assertThat(valid.candidate().block()).isEqualTo(second.block());
              assertThat(valid.candidate().executed()).isEqualTo(second.executed());
            });
  }

  @Test
  void the_seed_of_each_block_follows_from_its_parents() {
    Candidate first = build(genesis);
    Candidate second = build(first.head());
    assertThat(first.block().header().mixHash()).isNotEqualTo(genesis.block().header().mixHash());
    assertThat(second.block().header().mixHash()).isNotEqualTo(first.block().header().mixHash());
    assertThat(
            RandomSeed.verify(
                genesis.block().header(), SEAT.nodeKey(), first.block().body().vrfProof()))
        .contains(first.block().header().mixHash());
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("height", h -> h.with("height", 7L)),
        change("parentHash", h -> h.with("parentHash", OTHER)),
        change("timestamp", h -> h.with("timestampMillis", TestChain.GENESIS_MILLIS)),
        change("miner", h -> h.with("miner", Address.system(9))),
        change("mixHash", h -> h.with("mixHash", OTHER)),
        change("baseFee", h -> h.with("baseFee", Amount.ONE)),
        change("gasLimit", h -> h.with("gasLimit", 5L)),
        change("gasUsed", h -> h.with("gasUsed", 5L)),
        change("transactionsRoot", h -> h.with("transactionsRoot", OTHER)),
        change("receiptsRoot", h -> h.with("receiptsRoot", OTHER)),
        change("stateRoot", h -> h.with("stateRoot", OTHER)));
  }

  private static Arguments change(String field, UnaryOperator<Fields> edit) {
    return Arguments.of(field, edit);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void a_header_that_does_not_follow_is_refused_by_the_field(
      String field, UnaryOperator<Fields> edit) {
    Block right = build(genesis, transfer(0)).block();
    Block wrong = Block.of(edit.apply(new Fields(right.header())).header(), right.body());

    Judgement judgement = factory.judge(genesis, wrong);

    assertThat(judgement)
        .isInstanceOfSatisfying(
            Invalid.class, invalid -> assertThat(invalid.reason()).startsWith(field + ": "));
  }

  @Test
  void a_transaction_that_may_not_be_there_is_refused_by_its_place() {
    Block right = build(genesis, transfer(0)).block();
    BlockBody body = right.body();
    Block wrong =
        Block.of(
            right.header(),
            new BlockBody(List.of(transfer(0), transfer(5)), body.lastCommit(), body.vrfProof()));

    assertThat(factory.judge(genesis, wrong))
        .isInstanceOfSatisfying(
            Invalid.class,
            invalid -> assertThat(invalid.reason()).startsWith("transactions[1]: nonce too high"));
  }

  @Test
  void a_proof_made_by_somebody_else_is_refused() {
    Block right = build(genesis).block();
    byte[] stranger = Bytes.fromHex("43".repeat(32)).toArray();
    Bytes forged = RandomSeed.prove(genesis.block().header(), stranger).proof();
    Block wrong = Block.of(right.header(), new BlockBody(List.of(), Bytes.EMPTY, forged));

    assertThat(factory.judge(genesis, wrong))
        .isEqualTo(new Invalid("vrfProof: not made by the proposer for this height"));
  }

  /** A header with one field changed at a time. */
  record Fields(BlockHeader header) {
    Fields with(String field, Object value) {
      BlockHeader h = header;
      return new Fields(
          new BlockHeader(
              pick(field, "parentHash", value, h.parentHash()),
              pick(field, "miner", value, h.miner()),
              pick(field, "stateRoot", value, h.stateRoot()),
              pick(field, "transactionsRoot", value, h.transactionsRoot()),
              pick(field, "receiptsRoot", value, h.receiptsRoot()),
              h.logsBloom(),
              pick(field, "height", value, h.height()),
              pick(field, "gasLimit", value, h.gasLimit()),
              pick(field, "gasUsed", value, h.gasUsed()),
              pick(field, "timestampMillis", value, h.timestampMillis()),
              h.extra(),
              pick(field, "mixHash", value, h.mixHash()),
              pick(field, "baseFee", value, h.baseFee())));
    }

    @SuppressWarnings("unchecked")
    private static <T> T pick(String asked, String field, Object value, T now) {
      return asked.equals(field) ? (T) value : now;
    }
  }
}
