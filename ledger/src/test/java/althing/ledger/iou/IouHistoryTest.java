package althing.ledger.iou;

import static althing.ledger.iou.IouChain.person;
import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.block.Receipt;
import althing.ledger.types.Amount;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * E1: whatever people do, in whatever order, ticks of any budget included: no SP appears or
 * vanishes, escrows hold what IOUs say, indexes agree with IOUs, and a fold of the events gives the
 * same state. The fixture checks all of that after each block.
 */
class IouHistoryTest {

  private static final List<String> PEOPLE = List.of("alice", "bob", "carol", "dave");
  private static final List<String> VERBS =
      List.of(
          "issue",
          "issue",
          "issue",
          "present",
          "redeem",
          "forgive",
          "transfer",
          "approveTransfer",
          "withdrawTransfer",
          "dispute",
          "withdrawDispute",
          "present",
          "pass",
          "spend",
          "spend");

  private final List<Hash> ids = new ArrayList<>();
  private final EnumSet<IouState> seen = EnumSet.noneOf(IouState.class);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42, 930})
  void any_history_keeps_every_coin(long seed) {
    var random = new Random(seed);
    IouChain people = IouChain.withTickBudget(1 + random.nextInt(8));
    people.keepOnly("dave", Amount.ofSp(500));
    for (int step = 0; step < 350; step++) {
      act(people, random);
      people.check();
      ids.forEach(id -> seen.add(people.iou(id).state()));
    }
    assertThat(seen).containsAll(EnumSet.complementOf(EnumSet.of(IouState.PRESENTED)));
    people.passEpochs(60);
    assertThat(ids).noneMatch(id -> people.iou(id).state().isLive());
  }

  private void act(IouChain people, Random random) {
    String who = pick(PEOPLE, random);
    help(people, who);
    switch (pick(VERBS, random)) {
      case "pass" -> people.passEpochs(1 + random.nextInt(2));
      case "spend" -> people.keepOnly(who, Amount.ofSp(5 + random.nextInt(20)));
      case "issue" -> {
        Receipt receipt =
            people.receipt(
                who,
                "issue",
                person(pick(PEOPLE, random)),
                Amount.ofSp(random.nextInt(100)).plus(Amount.of(random.nextInt(3))),
                people.epoch() + random.nextInt(12),
                random.nextBoolean());
        if (receipt.succeeded()) {
          ids.add(Hash.wrap(receipt.output().unsafeArray()));
        }
      }
      case String verb -> {
        if (!ids.isEmpty()) {
          change(people, verb, random);
        }
      }
    }
  }

  /** Mostly by the account that may, so that much of it succeeds. */
  private void change(IouChain people, String verb, Random random) {
    Hash id = pick(ids.subList(Math.max(0, ids.size() - 10), ids.size()), random);
    Iou iou = people.iou(id);
    boolean byHolder = List.of("present", "forgive", "transfer", "withdrawTransfer").contains(verb);
    String who =
        random.nextInt(10) == 0
            ? pick(PEOPLE, random)
            : PEOPLE.stream()
                .filter(name -> person(name).equals(byHolder ? iou.holder() : iou.debtor()))
                .findFirst()
                .orElseThrow();
    help(people, who);
    switch (verb) {
      case "redeem", "forgive" ->
          people.receipt(who, verb, id, iou.outstanding().dividedByCeil(part(random)));
      case "transfer" -> people.receipt(who, verb, id, person(pick(PEOPLE, random)));
      case "approveTransfer" ->
          people.receipt(
              who, verb, id, iou.proposedHolder() == null ? person(who) : iou.proposedHolder());
      default -> people.receipt(who, verb, id);
    }
  }

  /** Whoever cannot pay for gas gets some SP back from where they went. */
  private static void help(IouChain people, String who) {
    if (people.balance(who).isLessThan(Amount.ofSp(40))) {
      people.chain.receipt(people.chain.transfer("sink", person(who), Amount.ofSp(100)));
    }
  }

  private static Amount part(Random random) {
    return Amount.of(1 + random.nextInt(3));
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
