package althing.ledger.trust;

import althing.ledger.event.EventCodec;
import althing.ledger.projection.Projection;
import althing.ledger.projection.Scope;
import althing.ledger.state.StateReader;
import althing.ledger.state.StateWriter;
import althing.ledger.trust.TrustEvent.Changed;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The part of trust that the chain sees (RULES 4): one {@link TrustScore} an account. It prices the
 * collateral of IOUs and never weighs a vote.
 */
public final class Trust implements Projection<TrustEvent> {

  /** First byte of its state keys. */
  public static final int PREFIX = 0x05;

  private static final TrustCodec CODEC = new TrustCodec();
  private static final int SYSTEM_ZEROS = Address.SIZE - 2;
  private static final byte[] ZEROS = new byte[SYSTEM_ZEROS];

  @Override
  public String name() {
    return "trust";
  }

  @Override
  public int keyPrefix() {
    return PREFIX;
  }

  @Override
  public EventCodec<TrustEvent> codec() {
    return CODEC;
  }

  @Override
  public void evolve(StateWriter state, TrustEvent event) {
    switch (event) {
      case Changed e ->
          state.put(key(e.account()), new TrustScore(e.after(), e.epoch(), e.gained()).encode());
    }
  }

  /**
   * A plain transfer of SP to another account counts for its sender, and so does any transaction
   * that sent SP and was refused. Once an epoch has added all it may, further transfers cost one
   * read.
   */
  @Override
  public void observe(Scope scope, Address to, boolean succeeded) {
    if (scope.value().isZero()) {
      return;
    }
    if (!succeeded) {
      change(scope, scope.caller(), Cause.FAILED_TRANSFER);
    } else if (!to.equals(scope.caller()) && !isSystem(to)) {
      change(scope, scope.caller(), Cause.SUCCESSFUL_TRANSFER);
    }
  }

  /** Trust of {@code account} in {@code epoch}, in millionths. */
  public static long of(StateReader state, Address account, long epoch) {
    TrustScore score = score(state, account);
    return score == null ? TrustScore.START : score.at(epoch);
  }

  /**
   * Counts {@code cause} for {@code account} in the epoch of the block. It also marks the epoch as
   * not idle, even where the value cannot move; what would change nothing at all is no event.
   */
  public static void change(Scope scope, Address account, Cause cause) {
    long epoch = scope.block().epoch();
    TrustScore score = score(scope.state(), account);
    TrustScore known = score == null ? TrustScore.start(epoch) : score;
    TrustScore after = known.after(cause, epoch);
    if (!after.equals(known)) {
      scope.emit(new Changed(account, cause, known.at(epoch), after.ppm(), epoch, after.gained()));
    }
  }

  private static @Nullable TrustScore score(StateReader state, Address account) {
    Bytes value = state.get(key(account));
    return value == null ? null : TrustScore.decode(value);
  }

  /** Whether an address is one of the numbers below 2^16, where system contracts live. */
  private static boolean isSystem(Address address) {
    byte[] value = address.unsafeArray();
    return Arrays.equals(value, 0, SYSTEM_ZEROS, ZEROS, 0, SYSTEM_ZEROS);
  }

  static Bytes key(Address account) {
    byte[] key = new byte[1 + Address.SIZE];
    key[0] = PREFIX;
    System.arraycopy(account.unsafeArray(), 0, key, 1, Address.SIZE);
    return Bytes.wrap(key);
  }
}
