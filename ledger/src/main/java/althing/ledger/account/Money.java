package althing.ledger.account;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where SP is: balances of accounts, escrows by id, treasuries by channel, and the running {@link
 * Totals}. The writing half is for {@code evolve} alone; every write keeps the totals in step. A
 * movement of more than is there throws {@link ArithmeticException}, which refuses the transaction.
 */
public final class Money {

  /** First byte of all keys of money. */
  public static final int PREFIX = 0x02;

  /** The channel whose treasury receives base fees. */
  public static final long ROOT_CHANNEL = 0;

  private static final byte ACCOUNT = 'a';
  private static final byte ESCROW = 'e';
  private static final byte TREASURY = 't';
  private static final byte BOND = 'b';
  private static final Bytes TOTALS = Bytes.of((byte) PREFIX, (byte) 's');

  private static final Pot ROOT = new Pot.Treasury(ROOT_CHANNEL);

  private Money() {}

  public static Bytes accountKey(Address account) {
    return addressKey(ACCOUNT, account);
  }

  public static Bytes bondKey(Address account) {
    return addressKey(BOND, account);
  }

  private static Bytes addressKey(byte kind, Address account) {
    byte[] key = new byte[2 + Address.SIZE];
    key[0] = PREFIX;
    key[1] = kind;
    System.arraycopy(account.unsafeArray(), 0, key, 2, Address.SIZE);
    return Bytes.wrap(key);
  }

  /** The account whose entry is under {@code key}, or null if it is another entry's key. */
  public static @Nullable Address accountAt(Bytes key) {
    return key.size() == 2 + Address.SIZE && kind(key) == Kind.BALANCE
        ? Address.wrap(key.slice(2, key.size()).unsafeArray())
        : null;
  }

  public static Bytes escrowKey(Hash id) {
    byte[] key = new byte[2 + Hash.SIZE];
    key[0] = PREFIX;
    key[1] = ESCROW;
    System.arraycopy(id.unsafeArray(), 0, key, 2, Hash.SIZE);
    return Bytes.wrap(key);
  }

  public static Bytes treasuryKey(long channel) {
    return Bytes.wrap(
        ByteBuffer.allocate(10).put((byte) PREFIX).put(TREASURY).putLong(channel).array());
  }

  public static Account account(StateReader state, Address account) {
    Bytes value = state.get(accountKey(account));
    return value == null ? Account.NONE : Account.decode(value);
  }

  public static Amount escrow(StateReader state, Hash id) {
    return amount(state.get(escrowKey(id)));
  }

  public static Amount treasury(StateReader state, long channel) {
    return amount(state.get(treasuryKey(channel)));
  }

  /** What an account has put up for its conduct. */
  public static Amount bond(StateReader state, Address account) {
    return amount(state.get(bondKey(account)));
  }

  public static Totals totals(StateReader state) {
    Bytes value = state.get(TOTALS);
    return value == null ? Totals.NONE : Totals.decode(value);
  }

  /** Moves SP between accounts. */
  public static void transfer(StateWriter state, Address from, Address to, Amount amount) {
    put(state, from, account(state, from).debited(amount));
    put(state, to, account(state, to).credited(amount));
  }

  static void mint(StateWriter state, Address to, Amount amount) {
    put(state, to, account(state, to).credited(amount));
    put(state, totals(state).minted(amount));
  }

  /** Moves SP between any two pots. */
  public static void move(StateWriter state, Pot from, Pot to, Amount amount) {
    take(state, from, amount);
    give(state, to, amount);
    if (!from.getClass().equals(to.getClass())) {
      put(state, totals(state).less(from, amount).more(to, amount));
    }
  }

  private static void take(StateWriter state, Pot from, Amount amount) {
    switch (from) {
      case Pot.Balance p -> put(state, p.account(), account(state, p.account()).debited(amount));
      case Pot.Escrow p -> put(state, escrowKey(p.id()), escrow(state, p.id()).minus(amount));
      case Pot.Treasury p ->
          put(state, treasuryKey(p.channel()), treasury(state, p.channel()).minus(amount));
      case Pot.Bond p -> put(state, bondKey(p.account()), bond(state, p.account()).minus(amount));
      case Pot.Burned _ -> throw new IllegalStateException("SP leaves the burned: " + amount);
    }
  }

  private static void give(StateWriter state, Pot to, Amount amount) {
    switch (to) {
      case Pot.Balance p -> put(state, p.account(), account(state, p.account()).credited(amount));
      case Pot.Escrow p -> put(state, escrowKey(p.id()), escrow(state, p.id()).plus(amount));
      case Pot.Treasury p ->
          put(state, treasuryKey(p.channel()), treasury(state, p.channel()).plus(amount));
      case Pot.Bond p -> put(state, bondKey(p.account()), bond(state, p.account()).plus(amount));
      case Pot.Burned _ -> {}
    }
  }

  /** Uses up one nonce and pays for gas. */
  static void charge(
      StateWriter state, Address sender, Amount baseFee, Amount tip, Address proposer) {
    Account payer = account(state, sender);
    put(state, sender, new Account(payer.nonce() + 1, payer.balance().minus(baseFee).minus(tip)));
    if (!tip.isZero()) {
      put(state, proposer, account(state, proposer).credited(tip));
    }
    give(state, ROOT, baseFee);
    put(state, totals(state).less(new Pot.Balance(sender), baseFee).more(ROOT, baseFee));
  }

  private static void put(StateWriter state, Address account, Account value) {
    if (value.equals(Account.NONE)) {
      state.remove(accountKey(account));
    } else {
      state.put(accountKey(account), value.encode());
    }
  }

  private static void put(StateWriter state, Totals totals) {
    state.put(TOTALS, totals.encode());
  }

  private static void put(StateWriter state, Bytes key, Amount amount) {
    if (amount.isZero()) {
      state.remove(key);
    } else {
      state.put(key, Bytes.wrap(RlpWriter.encodeBytes(amount.toBytes())));
    }
  }

  private static Amount amount(@Nullable Bytes value) {
    if (value == null) {
      return Amount.ZERO;
    }
    RlpReader in = RlpReader.of(value);
    Amount amount = in.amount();
    in.expectEnd();
    return amount;
  }

  /** Which kind of {@link Pot} an entry of money is. */
  enum Kind {
    BALANCE,
    ESCROW,
    TREASURY,
    BOND,
    NONE
  }

  static Kind kind(Bytes key) {
    if (key.size() < 2 || key.get(0) != PREFIX) {
      return Kind.NONE;
    }
    return switch (key.get(1)) {
      case ACCOUNT -> Kind.BALANCE;
      case ESCROW -> Kind.ESCROW;
      case TREASURY -> Kind.TREASURY;
      case BOND -> Kind.BOND;
      default -> Kind.NONE;
    };
  }

  static Amount held(Kind kind, @Nullable Bytes value) {
    return switch (kind) {
      case BALANCE -> value == null ? Amount.ZERO : Account.decode(value).balance();
      case ESCROW, TREASURY, BOND -> amount(value);
      case NONE -> Amount.ZERO;
    };
  }
}
