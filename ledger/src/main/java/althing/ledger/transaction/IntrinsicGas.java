package althing.ledger.transaction;

import althing.ledger.types.Bytes;

/** Gas that a transaction uses before it does anything. */
public final class IntrinsicGas {

  public static final long TRANSACTION = 21_000;

  private static final long CREATION = 32_000;
  private static final long INIT_CODE_WORD = 2;
  private static final long ZERO_BYTE = 4;
  private static final long NONZERO_BYTE = 16;
  private static final long LISTED_ADDRESS = 2_400;
  private static final long LISTED_KEY = 1_900;

  private IntrinsicGas() {}

  /**
   * The intrinsic gas by EIP-2028 (data) and EIP-2930 (access list); for a creation also EIP-2 and
   * EIP-3860.
   */
  public static long of(Transaction transaction) {
    Bytes data = transaction.data();
    long gas = TRANSACTION + ofData(data);
    if (transaction.to() == null) {
      gas += CREATION + INIT_CODE_WORD * ((data.size() + 31) / 32);
    }
    for (var entry : transaction.accessList()) {
      gas += LISTED_ADDRESS + LISTED_KEY * entry.storageKeys().size();
    }
    return gas;
  }

  private static long ofData(Bytes data) {
    int nonzero = 0;
    for (byte b : data.unsafeArray()) {
      if (b != 0) {
        nonzero++;
      }
    }
    return NONZERO_BYTE * nonzero + ZERO_BYTE * (data.size() - nonzero);
  }
}
