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
  private static final Bytes TOTALS = Bytes.of((byte) PREFIX, (byte) 's');

  private Money() {}

  public static Bytes accountKey(Address account) {
    byte[] key = new byte[2 + Address.SIZE];
    key[0] = PREFIX;
    key[1] = ACCOUNT;
    System.arraycopy(account.unsafeArray(), 0, key, 2, Address.SIZE);
    return Bytes.wrap(key);
  }

  /** The account whose entry is under {@code key}, or null if it is another entry's key. */
  public static @Nullable Address accountAt(Bytes key) {
    return key.size() == 2 + Address.SIZE && pot(key) == Pot.BALANCE
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
    Totals totals = totals(state);
    put(
        state,
        totals
            .withBalances(totals.balances().plus(amount))
            .withSupply(totals.supply().plus(amount)));
  }

  static void lock(StateWriter state, Hash id, Address from, Amount amount) {
    put(state, from, account(state, from).debited(amount));
    put(state, escrowKey(id), escrow(state, id).plus(amount));
    Totals totals = totals(state);
    put(
        state,
        totals
            .withBalances(totals.balances().minus(amount))
            .withEscrow(totals.escrow().plus(amount)));
  }

  static void release(StateWriter state, Hash id, Address to, Amount amount) {
    put(state, escrowKey(id), escrow(state, id).minus(amount));
    put(state, to, account(state, to).credited(amount));
    Totals totals = totals(state);
    put(
        state,
        totals
            .withEscrow(totals.escrow().minus(amount))
            .withBalances(totals.balances().plus(amount)));
  }

  /** Moves SP of an account into a channel's treasury. */
  public static void donate(StateWriter state, Address from, long channel, Amount amount) {
    put(state, from, account(state, from).debited(amount));
    creditTreasury(state, channel, amount);
  }

  /** Uses up one nonce and pays for gas. */
  static void charge(
      StateWriter state, Address sender, Amount baseFee, Amount tip, Address proposer) {
    Account payer = account(state, sender);
    put(state, sender, new Account(payer.nonce() + 1, payer.balance().minus(baseFee).minus(tip)));
    if (!tip.isZero()) {
      put(state, proposer, account(state, proposer).credited(tip));
    }
    creditTreasury(state, ROOT_CHANNEL, baseFee);
  }

  private static void creditTreasury(StateWriter state, long channel, Amount amount) {
    put(state, treasuryKey(channel), treasury(state, channel).plus(amount));
    Totals totals = totals(state);
    put(
        state,
        totals
            .withBalances(totals.balances().minus(amount))
            .withTreasury(totals.treasury().plus(amount)));
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

  /** What kind of holder an entry of money is, and how much it holds. */
  enum Pot {
    BALANCE,
    ESCROW,
    TREASURY,
    NONE
  }

  static Pot pot(Bytes key) {
    if (key.size() < 2 || key.get(0) != PREFIX) {
      return Pot.NONE;
    }
    return switch (key.get(1)) {
      case ACCOUNT -> Pot.BALANCE;
      case ESCROW -> Pot.ESCROW;
      case TREASURY -> Pot.TREASURY;
      default -> Pot.NONE;
    };
  }

  static Amount held(Pot pot, @Nullable Bytes value) {
    return switch (pot) {
      case BALANCE -> value == null ? Amount.ZERO : Account.decode(value).balance();
      case ESCROW, TREASURY -> amount(value);
      case NONE -> Amount.ZERO;
    };
  }
}
