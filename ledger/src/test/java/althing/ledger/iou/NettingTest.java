package althing.ledger.iou;

import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.iou.Netting.Arc;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The arithmetic of netting (RULES 11, E18). */
class NettingTest {

  private static final Comparator<Arc> BY_PAIR =
      Comparator.comparing(Arc::debtor).thenComparing(Arc::creditor);

  @Test
  void the_published_example_comes_out() throws IOException {
    JsonNode vector = golden().path("netting");
    List<Arc> arcs = arcs(vector.path("in"));

    assertThat(total(arcs)).isEqualTo(vector.path("debt_before").asLong());
    assertThat(net(arcs)).isEqualTo(arcs(vector.path("out")));
    assertThat(total(net(arcs))).isEqualTo(vector.path("debt_after").asLong());
    for (var position : vector.path("positions").properties()) {
      long expected = position.getValue().asLong();
      assertThat(position(arcs, node(position.getKey()))).isEqualTo(expected);
      assertThat(position(net(arcs), node(position.getKey()))).isEqualTo(expected);
    }
  }

  @Test
  void nothing_is_netted_where_there_is_no_circle() {
    assertThat(Netting.reductions(List.of())).isEmpty();
    assertThat(Netting.reductions(List.of(arc(1, 2, 5), arc(1, 3, 5), arc(2, 3, 5)))).isEmpty();
  }

  @Test
  void two_who_owe_each_other_keep_the_difference() {
    assertThat(net(List.of(arc(1, 2, 50), arc(2, 1, 20)))).containsExactly(arc(1, 2, 30));
    assertThat(net(List.of(arc(1, 2, 20), arc(2, 1, 20)))).isEmpty();
  }

  /** E18. */
  @Test
  void a_debt_to_oneself_vanishes() {
    assertThat(net(List.of(arc(1, 1, 7), arc(1, 2, 5)))).containsExactly(arc(1, 2, 5));
    assertThat(net(List.of(arc(2, 2, 7), arc(1, 2, 5)))).containsExactly(arc(1, 2, 5));
  }

  /** E18. */
  @Test
  void a_pair_that_occurs_twice_is_summed_first() {
    List<Arc> twice = List.of(arc(1, 2, 30), arc(2, 1, 45), arc(1, 2, 20));
    assertThat(net(twice)).containsExactly(arc(1, 2, 5));
    assertThat(Netting.reductions(twice)).containsExactly(arc(1, 2, 45), arc(2, 1, 45));
  }

  /** E2: sums of amounts at their limit. */
  @Test
  void amounts_at_their_limit_are_netted() {
    var most = new Arc(node(1), node(2), IouTerms.MAX_AMOUNT);
    var back = new Arc(node(2), node(1), IouTerms.MAX_AMOUNT);
    assertThat(net(List.of(most, most, back))).containsExactly(most);
  }

  /** The shortcuts of the search change nothing: it is the rule as it is written. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42, 930})
  void the_result_is_that_of_the_rule(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 400; round++) {
      List<Arc> arcs = randomArcs(random, 2 + random.nextInt(9), 1 + random.nextInt(50));
      assertThat(net(arcs)).isEqualTo(byTheRule(arcs));
    }
  }

  /** E18: positions unchanged, no circle left, nothing grew. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void positions_stay_and_no_circle_is_left(long seed) {
    List<Arc> arcs = randomArcs(new Random(seed), 200, 1_000);
    List<Arc> left = net(arcs);

    for (int i = 0; i < 200; i++) {
      assertThat(position(left, node(i))).isEqualTo(position(arcs, node(i)));
    }
    assertThat(Netting.reductions(left)).isEmpty();
    assertThat(isAcyclic(left)).isTrue();
    assertThat(total(left)).isLessThan(total(arcs));
  }

  /** E18, L17. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 11, 42})
  void the_order_of_insertion_does_not_matter(long seed) {
    var random = new Random(seed);
    List<Arc> arcs = randomArcs(random, 30, 300);
    List<Arc> reductions = Netting.reductions(arcs);
    assertThat(reductions).isSortedAccordingTo(BY_PAIR);
    for (int i = 0; i < 20; i++) {
      Collections.shuffle(arcs, random);
      assertThat(Netting.reductions(arcs)).isEqualTo(reductions);
    }
  }

  /** The most that one tick nets, in a shape where each circle is long and cuts one debt. */
  @Test
  @Timeout(30)
  void ten_thousand_arcs_in_long_circles_are_netted() {
    var arcs = new ArrayList<Arc>();
    int last = 4_999;
    for (int i = 0; i < last - 1; i++) {
      arcs.add(arc(i, i + 1, 1_000 + i));
      arcs.add(arc(i, i + 2, 1_000 + i));
    }
    arcs.add(arc(last - 1, last, 1_000_000_000));
    arcs.add(arc(last, 0, 1_000_000_000));
    List<Arc> left = net(arcs);
    assertThat(arcs).hasSize(9_998);
    assertThat(isAcyclic(left)).isTrue();
    assertThat(position(left, node(0))).isEqualTo(position(arcs, node(0)));
    assertThat(position(left, node(last))).isEqualTo(position(arcs, node(last)));
  }

  private static List<Arc> randomArcs(Random random, int nodes, int count) {
    var arcs = new ArrayList<Arc>();
    for (int i = 0; i < count; i++) {
      arcs.add(arc(random.nextInt(nodes), random.nextInt(nodes), 1 + random.nextInt(20)));
    }
    return arcs;
  }

  /** What is left after netting, in order. */
  private static List<Arc> net(Collection<Arc> arcs) {
    var left = sums(arcs);
    for (Arc taken : Netting.reductions(arcs)) {
      left.computeIfPresent(
          new Arc(taken.debtor(), taken.creditor(), Amount.ZERO),
          (_, owed) -> owed.minus(taken.amount()));
    }
    return nonZero(left);
  }

  /** RULES 11 word for word. */
  private static List<Arc> byTheRule(Collection<Arc> arcs) {
    var owed = sums(arcs);
    boolean found = true;
    while (found) {
      found = false;
      for (Address start : accounts(arcs)) {
        var path = new ArrayList<Arc>();
        if (closeCircle(start, start, owed, path, new TreeSet<>())) {
          Amount least = path.stream().map(owed::get).reduce(Amount::min).orElseThrow();
          path.forEach(arc -> owed.compute(arc, (_, amount) -> amount.minus(least)));
          found = true;
          break;
        }
      }
    }
    return nonZero(owed);
  }

  private static boolean closeCircle(
      Address start,
      Address at,
      SequencedMap<Arc, Amount> owed,
      List<Arc> path,
      TreeSet<Address> entered) {
    for (var entry : owed.entrySet()) {
      Arc arc = entry.getKey();
      if (!arc.debtor().equals(at) || entry.getValue().isZero()) {
        continue;
      }
      path.add(arc);
      boolean closed =
          arc.creditor().equals(start)
              || entered.add(arc.creditor())
                  && closeCircle(start, arc.creditor(), owed, path, entered);
      if (closed) {
        return true;
      }
      path.removeLast();
    }
    return false;
  }

  private static TreeSet<Address> accounts(Collection<Arc> arcs) {
    var accounts = new TreeSet<Address>();
    arcs.forEach(arc -> {
      accounts.add(arc.debtor());
      accounts.add(arc.creditor());
    });
    return accounts;
  }

  /** Owed amounts by arcs that name the pair, in order of pairs. */
  private static TreeMap<Arc, Amount> sums(Collection<Arc> arcs) {
    var sums = new TreeMap<Arc, Amount>(BY_PAIR);
    arcs.forEach(arc -> sums.merge(arc, arc.amount(), Amount::plus));
    return sums;
  }

  private static List<Arc> nonZero(TreeMap<Arc, Amount> owed) {
    return owed.entrySet().stream()
        .filter(entry -> !entry.getValue().isZero())
        .map(entry -> new Arc(entry.getKey().debtor(), entry.getKey().creditor(), entry.getValue()))
        .toList();
  }

  /**
   * Takes away accounts that nobody owes anything, again and again: all go if there is no circle.
   */
  private static boolean isAcyclic(List<Arc> arcs) {
    var owedBy = new TreeMap<Address, List<Address>>();
    var creditOf = new TreeMap<Address, Integer>();
    accounts(arcs).forEach(account -> creditOf.put(account, 0));
    for (Arc arc : arcs) {
      owedBy.computeIfAbsent(arc.debtor(), _ -> new ArrayList<>()).add(arc.creditor());
      creditOf.merge(arc.creditor(), 1, Integer::sum);
    }
    var free = new ArrayDeque<Address>();
    creditOf.forEach((account, claims) -> {
      if (claims == 0) {
        free.add(account);
      }
    });
    int gone = 0;
    while (!free.isEmpty()) {
      gone++;
      for (Address creditor : owedBy.getOrDefault(free.remove(), List.of())) {
        if (creditOf.merge(creditor, -1, Integer::sum) == 0) {
          free.add(creditor);
        }
      }
    }
    return gone == creditOf.size();
  }

  private static long position(Collection<Arc> arcs, Address account) {
    long position = 0;
    for (Arc arc : arcs) {
      position += arc.creditor().equals(account) ? arc.amount().toLongExact() : 0;
      position -= arc.debtor().equals(account) ? arc.amount().toLongExact() : 0;
    }
    return position;
  }

  private static long total(Collection<Arc> arcs) {
    return arcs.stream().mapToLong(arc -> arc.amount().toLongExact()).sum();
  }

  private static Arc arc(int debtor, int creditor, long amount) {
    return new Arc(node(debtor), node(creditor), Amount.of(amount));
  }

  private static Address node(int number) {
    return Address.system(number);
  }

  private static Address node(String letter) {
    return Address.system(letter.charAt(0));
  }

  private static List<Arc> arcs(JsonNode rows) {
    var arcs = new ArrayList<Arc>();
    for (JsonNode row : rows) {
      arcs.add(
          new Arc(
              node(row.get(0).asString()),
              node(row.get(1).asString()),
              Amount.of(row.get(2).asLong())));
    }
    return arcs;
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in = NettingTest.class.getResourceAsStream("/althing/rules-golden.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in).readAllBytes());
    }
  }
}
