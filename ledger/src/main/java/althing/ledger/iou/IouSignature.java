package althing.ledger.iou;

import althing.ledger.abi.StructTypes;
import althing.ledger.abi.StructTypes.Field;
import althing.ledger.abi.TypedData;
import althing.ledger.crypto.EcdsaSignature;
import althing.ledger.crypto.Secp256k1;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The debtor's signature under {@link IouTerms}, as wallets make it: EIP-712 typed data of domain
 * {@code Althing IOU}, version {@code 1}, the chain id and the contract, and of one struct {@code
 * Iou}.
 */
public final class IouSignature {

  /** Bytes of a signature: r(32) ‖ s(32) ‖ v(1), v 27 or 28. */
  public static final int SIZE = 65;

  private static final String NAME = "Althing IOU";
  private static final String VERSION = "1";
  private static final String STRUCT = "Iou";
  private static final StructTypes TYPES =
      new StructTypes(
          Map.of(
              STRUCT,
              List.of(
                  new Field("debtor", "address"),
                  new Field("creditor", "address"),
                  new Field("amount", "uint256"),
                  new Field("expiryEpoch", "uint64"),
                  new Field("consentRequired", "bool"),
                  new Field("nonce", "uint64"))));
  private static final int FIRST_V = 27;

  private IouSignature() {}

  /** What the debtor signs: the EIP-712 digest of the terms. */
  public static Hash digest(Amount chainId, IouTerms terms) {
    return TypedData.digest(
        TypedData.domainSeparator(NAME, VERSION, chainId, IouContract.ADDRESS),
        TYPES.hashStruct(
            STRUCT,
            List.of(
                terms.debtor(),
                terms.creditor(),
                terms.amount().value(),
                BigInteger.valueOf(terms.expiryEpoch()),
                terms.consentRequired(),
                BigInteger.valueOf(terms.nonce()))));
  }

  /**
   * Who signed {@code terms}; some account that nobody expects if other terms were signed.
   *
   * @return empty if no key can have made {@code signature}: not 65 bytes, v neither 27 nor 28, r
   *     or s out of range, s in the upper half
   */
  public static Optional<Address> signer(Amount chainId, IouTerms terms, Bytes signature) {
    if (signature.size() != SIZE) {
      return Optional.empty();
    }
    byte[] rs = Arrays.copyOf(signature.unsafeArray(), SIZE - 1);
    int v = Byte.toUnsignedInt(signature.get(SIZE - 1));
    byte[] digest = digest(chainId, terms).unsafeArray();
    return Optional.ofNullable(
            Secp256k1.instance().recover(digest, EcdsaSignature.wrap(rs, v - FIRST_V)))
        .map(Secp256k1::addressOf);
  }

  /** Signs terms as the debtor whose key this is; for the command line and for tests. */
  public static Bytes sign(Amount chainId, IouTerms terms, byte[] privateKey) {
    EcdsaSignature signature =
        Secp256k1.instance().sign(digest(chainId, terms).unsafeArray(), privateKey);
    return Bytes.wrap(
        Bytes.concat(signature.unsafeArray(), new byte[] {(byte) (FIRST_V + signature.yParity())}));
  }
}
