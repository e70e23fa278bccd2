package althing.node.core.mempool;

import static althing.node.core.mempool.PoolFixture.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import althing.ledger.account.Account;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pool against one that is too simple to be wrong and too slow to be used. */
class MempoolModelTest {

  private static final int SENDERS = 6;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 11, 42})
  void it_behaves_as_a_naive_pool_does(long seed) {
    var random = new Random(seed);
    var world = new PoolFixture(new PoolSettings(12, 2_000, 5, 6, 1_000, 300));
    var model = new NaivePool(world);
    int accepted = 0;
    int refused = 0;
    for (int step = 0; step < 4_000; step++) {
      switch (random.nextInt(12)) {
        case 0 -> world.nowMillis += random.nextInt(60);
        case 1 -> includeSome(random, world, model);
        case 2 -> model.baseFee = random.nextInt(40);
        case 3 -> spend(random, world, model);
        default -> {
          SignedTransaction tx = randomTransaction(random, world);
          Object before = world.picture();
          world.selected(model.baseFee);
          Optional<PoolRefusal> answer = world.pool.add(tx);
          assertThat(answer.map(refusal -> refusal.getClass().getSimpleName()))
              .as("seed %d step %d %s", seed, step, tx)
              .isEqualTo(Optional.ofNullable(model.add(tx)));
          if (answer.isPresent()) {
            refused++;
            assertThat(world.picture()).isEqualTo(before);
          } else {
            accepted++;
          }
        }
      }
      model.expire();
      assertThat(world.selected(model.baseFee))
          .as("seed %d step %d", seed, step)
          .isEqualTo(model.selection());
      model.compare(world.pool);
    }
    assertThat(accepted).isGreaterThan(300);
    assertThat(refused).isGreaterThan(300);
  }

  private static SignedTransaction randomTransaction(Random random, PoolFixture world) {
    Address sender = Address.system(1 + random.nextInt(SENDERS));
    long next = world.accounts.getOrDefault(sender, new Account(0, PoolFixture.RICH)).nonce();
    long tip = random.nextInt(30);
    return transfer(
        sender,
        Math.max(0, next - 1 + random.nextInt(9)),
        tip + random.nextInt(30),
        tip,
        random.nextInt(20) == 0 ? PoolFixture.RICH : Amount.of(random.nextInt(3)),
        60 + random.nextInt(400));
  }

  private static void includeSome(Random random, PoolFixture world, NaivePool model) {
    List<SignedTransaction> all = world.selected(model.baseFee);
    List<SignedTransaction> block = all.subList(0, random.nextInt(all.size() + 1));
    var touched = new TreeSet<Address>();
    for (var tx : block) {
      Account before = world.accounts.getOrDefault(tx.sender(), new Account(0, PoolFixture.RICH));
      world.owns(tx.sender(), before.nonce() + 1, before.balance());
      touched.add(tx.sender());
    }
    world.pool.included(block, touched);
    world.pool.finalised(block);
    model.refresh(touched);
  }

  /** Leaves a sender poor or rich. */
  private static void spend(Random random, PoolFixture world, NaivePool model) {
    Address sender = Address.system(1 + random.nextInt(SENDERS));
    long nonce = world.accounts.getOrDefault(sender, new Account(0, PoolFixture.RICH)).nonce();
    Amount balance =
        random.nextBoolean() ? PoolFixture.RICH : Amount.of(random.nextInt(150) * PoolFixture.GAS);
    world.owns(sender, nonce, balance);
    world.pool.included(List.of(), List.of(sender));
    model.refresh(List.of(sender));
  }

  /** A list, scanned and sorted again for every question. */
  private static final class NaivePool {

    private record Entry(SignedTransaction tx, long arrival, long millis) {
      Address sender() {
        return tx.sender();
      }

      long nonce() {
        return tx.transaction().nonce();
      }

      BigInteger cap() {
        return tx.transaction().maxFeePerGas().value();
      }

      BigInteger tip() {
        return tx.transaction().maxPriorityFeePerGas().value();
      }

      BigInteger earns(long baseFee) {
        return tip().min(cap().subtract(BigInteger.valueOf(baseFee)));
      }
    }

    private final PoolFixture world;
    private final List<Entry> entries = new ArrayList<>();
    private long arrivals;
    long baseFee;

    NaivePool(PoolFixture world) {
      this.world = world;
    }

    @Nullable String add(SignedTransaction tx) {
      expire();
      if (entries.stream().anyMatch(entry -> entry.tx().equals(tx))) {
        return "AlreadyKnown";
      }
      var added = new Entry(tx, arrivals, world.nowMillis);
      Account account = account(added.sender());
      if (added.nonce() < account.nonce() || added.nonce() > account.nonce() + 6) {
        return "Unfit";
      }
      var own = new TreeMap<Long, Entry>();
      of(added.sender()).forEach(entry -> own.put(entry.nonce(), entry));
      Entry old = own.get(added.nonce());
      if (old != null && !(outbids(added.cap(), old.cap()) && outbids(added.tip(), old.tip()))) {
        return "ReplacementUnderpriced";
      }
      if (old == null && own.size() == 5 && added.nonce() > own.lastKey()) {
        return "AccountFull";
      }
      BigInteger cost =
          own.values().stream()
              .filter(entry -> entry != old)
              .map(entry -> entry.tx().transaction().maxCost())
              .reduce(tx.transaction().maxCost(), BigInteger::add);
      if (cost.compareTo(account.balance().value()) > 0) {
        return "Unfit";
      }
      List<Entry> before = List.copyOf(entries);
      if (old != null) {
        entries.remove(old);
      } else if (own.size() == 5) {
        entries.remove(own.lastEntry().getValue());
      }
      entries.add(added);
      while (entries.size() > 12 || bytes() > 2_000) {
        Entry worst = worst();
        entries.remove(worst);
        if (worst == added) {
          entries.clear();
          entries.addAll(before);
          return "PoolFull";
        }
      }
      arrivals++;
      return null;
    }

    /** A tenth more, compared without division. */
    private static boolean outbids(BigInteger next, BigInteger old) {
      return next.multiply(BigInteger.TEN).compareTo(old.multiply(BigInteger.valueOf(11))) >= 0;
    }

    private Entry worst() {
      return entries.stream()
          .filter(entry -> of(entry.sender()).stream().noneMatch(e -> e.nonce() > entry.nonce()))
          .min(
              Comparator.comparing(this::isPending)
                  .thenComparing(entry -> entry.earns(baseFee))
                  .thenComparing(entry -> -entry.arrival()))
          .orElseThrow();
    }

    private boolean isPending(Entry entry) {
      long before =
          of(entry.sender()).stream().filter(other -> other.nonce() < entry.nonce()).count();
      return before == entry.nonce() - account(entry.sender()).nonce();
    }

    void refresh(Iterable<Address> touched) {
      for (Address sender : touched) {
        Account account = account(sender);
        entries.removeIf(e -> e.sender().equals(sender) && e.nonce() < account.nonce());
        while (cost(sender).compareTo(account.balance().value()) > 0) {
          entries.remove(of(sender).stream().max(Comparator.comparing(Entry::nonce)).orElseThrow());
        }
      }
      expire();
    }

    void expire() {
      world.pool.included(List.of(), List.of());
      entries.removeIf(entry -> entry.millis() < world.nowMillis - 300);
    }

    List<SignedTransaction> selection() {
      var next = new TreeMap<Address, Long>();
      var chosen = new ArrayList<SignedTransaction>();
      while (true) {
        Optional<Entry> best =
            entries.stream()
                .filter(entry ->
                    entry.nonce()
                        == next.getOrDefault(entry.sender(), account(entry.sender()).nonce()))
                .filter(entry -> entry.earns(baseFee).signum() >= 0)
                .min(
                    Comparator.comparing((Entry entry) -> entry.earns(baseFee).negate())
                        .thenComparing(Entry::arrival));
        if (best.isEmpty()) {
          return chosen;
        }
        chosen.add(best.get().tx());
        next.put(best.get().sender(), best.get().nonce() + 1);
      }
    }

    void compare(Mempool pool) {
      assertThat(pool.size()).isEqualTo(entries.size());
      assertThat(pool.bytes()).isEqualTo(bytes());
      var pending = new TreeMap<Address, Map<Long, SignedTransaction>>();
      var queued = new TreeMap<Address, Map<Long, SignedTransaction>>();
      for (Entry entry : entries) {
        (isPending(entry) ? pending : queued)
            .computeIfAbsent(entry.sender(), _ -> new TreeMap<>())
            .put(entry.nonce(), entry.tx());
      }
      assertThat(pool.content().pending()).isEqualTo(pending);
      assertThat(pool.content().queued()).isEqualTo(queued);
      for (int i = 1; i <= SENDERS; i++) {
        Address sender = Address.system(i);
        assertThat(pool.pendingNonce(sender))
            .isEqualTo(
                account(sender).nonce()
                    + (pending.containsKey(sender) ? pending.get(sender).size() : 0));
      }
    }

    private Account account(Address sender) {
      return world.accounts.getOrDefault(sender, new Account(0, PoolFixture.RICH));
    }

    private List<Entry> of(Address sender) {
      return entries.stream().filter(entry -> entry.sender().equals(sender)).toList();
    }

    private BigInteger cost(Address sender) {
      return of(sender).stream()
          .map(entry -> entry.tx().transaction().maxCost())
          .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private long bytes() {
      return entries.stream().mapToLong(entry -> entry.tx().encoded().size()).sum();
    }
  }
}
