package althing.ledger.crypto;

import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Hash;
import java.util.Arrays;

/** Where a new contract lives. */
public final class ContractAddress {

  private static final byte[] CREATE2 = {(byte) 0xff};

  private ContractAddress() {}

  /** By its creator's account and nonce (CREATE). */
  public static Address create(Address creator, long nonce) {
    return last20(Keccak256.digest(RlpWriter.encodeList(o -> o.address(creator).number(nonce))));
  }

  /** By its creator, a salt and the Keccak-256 of its code (CREATE2, EIP-1014). */
  public static Address create2(Address creator, Hash salt, Hash codeHash) {
    return last20(
        Keccak256.digest(
            CREATE2, creator.unsafeArray(), salt.unsafeArray(), codeHash.unsafeArray()));
  }

  private static Address last20(byte[] hash) {
    return Address.wrap(Arrays.copyOfRange(hash, 12, 32));
  }
}
