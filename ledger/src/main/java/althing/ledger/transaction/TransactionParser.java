package althing.ledger.transaction;

import althing.ledger.crypto.EcdsaSignature;
import althing.ledger.crypto.Keccak256;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.transaction.Transaction.AccessListEntry;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pass over an envelope, which leaves slices of it to be hashed and names what it refuses. */
final class TransactionParser {

  private static final int LEGACY = 0;
  private static final int ACCESS_LIST = 1;
  private static final int DYNAMIC_FEE = 2;
  private static final BigInteger UNPROTECTED_V = BigInteger.valueOf(27);
  private static final BigInteger PROTECTED_V = BigInteger.valueOf(35);

  private final byte[] input;
  private final boolean tickAllowed;

  private TransactionParser(byte[] input, boolean tickAllowed) {
    this.input = input;
    this.tickAllowed = tickAllowed;
  }

  /**
   * @param tickAllowed whether the shape without a signature is accepted, with {@link
   *     EcdsaSignature#NONE}
   */
  static UnverifiedTransaction parse(Bytes encoded, boolean tickAllowed) {
    var parser = new TransactionParser(encoded.unsafeArray(), tickAllowed);
    try {
      return parser.parse(encoded);
    } catch (MalformedException e) {
      throw new MalformedException("transaction " + e.getMessage());
    }
  }

  private UnverifiedTransaction parse(Bytes encoded) {
    if (input.length == 0) {
      throw new MalformedException("envelope: empty");
    }
    if (input.length > TransactionCodec.MAX_SIZE) {
      throw new MalformedException(
          "envelope: oversized data: "
              + input.length
              + " bytes, limit "
              + TransactionCodec.MAX_SIZE);
    }
    int type = type(input[0] & 0xff);
    RlpReader envelope = RlpReader.of(input, type == LEGACY ? 0 : 1).field("envelope");
    RlpReader fields = envelope.list();
    envelope.expectEnd();
    int start = fields.offset();
    return type == LEGACY ? legacy(encoded, fields, start) : typed(encoded, type, fields, start);
  }

  private static int type(int first) {
    if (first >= 0xc0) {
      return LEGACY;
    }
    if (first == ACCESS_LIST || first == DYNAMIC_FEE) {
      return first;
    }
    if (first >= 0x80) {
      throw new MalformedException(
          "envelope: neither a list nor a transaction type, but a byte string");
    }
    String name =
        switch (first) {
          case 3 -> "3 (blob)";
          case 4 -> "4 (set code)";
          default -> Integer.toString(first);
        };
    throw new MalformedException("type: transaction type not supported: " + name);
  }

  private UnverifiedTransaction legacy(Bytes encoded, RlpReader in, int start) {
    long nonce = nonce(in);
    Amount gasPrice = in.field("gasPrice").amount();
    long gasLimit = gasLimit(in);
    Address to = to(in);
    Amount value = in.field("value").amount();
    Bytes data = data(in);
    int end = in.offset();
    BigInteger v = in.field("v").amount().value();
    Amount chainId = chainId(v);
    EcdsaSignature signature =
        v.signum() == 0 ? noSignature(in) : signature(in, v.testBit(0) ? 0 : 1);
    return new UnverifiedTransaction(
        new Transaction.Legacy(chainId, nonce, gasPrice, gasLimit, to, value, data),
        signature,
        encoded,
        Keccak256.hash(encoded),
        Keccak256.hash(legacySigned(start, end, chainId)));
  }

  /** What {@code v} says about the chain: null for none (27 or 28). */
  private @Nullable Amount chainId(BigInteger v) {
    if (v.compareTo(PROTECTED_V) >= 0) {
      return new Amount(v.subtract(PROTECTED_V).shiftRight(1));
    }
    boolean unprotected =
        v.compareTo(UNPROTECTED_V) >= 0 && v.bitLength() == 5 && v.intValue() < 29;
    if (!unprotected && !(tickAllowed && v.signum() == 0)) {
      throw new MalformedException(
          "v: invalid signature: v is " + v + ", expected 27, 28 or EIP-155");
    }
    return null;
  }

  /** The six fields as they stand in the input, and the chain after them (EIP-155). */
  private byte[] legacySigned(int start, int end, @Nullable Amount chainId) {
    byte[] fields = Arrays.copyOfRange(input, start, end);
    return new RlpWriter(fields.length + 48)
        .list(out -> {
          out.raw(fields);
          if (chainId != null) {
            out.amount(chainId).number(0).number(0);
          }
        })
        .toArray();
  }

  private UnverifiedTransaction typed(Bytes encoded, int type, RlpReader in, int start) {
    Amount chainId = in.field("chainId").amount();
    long nonce = nonce(in);
    Amount tip = type == DYNAMIC_FEE ? in.field("maxPriorityFeePerGas").amount() : Amount.ZERO;
    Amount price = in.field(type == DYNAMIC_FEE ? "maxFeePerGas" : "gasPrice").amount();
    long gasLimit = gasLimit(in);
    Address to = to(in);
    Amount value = in.field("value").amount();
    Bytes data = data(in);
    List<AccessListEntry> accessList = accessList(in);
    int end = in.offset();
    int yParity = in.field("yParity").flag() ? 1 : 0;
    EcdsaSignature signature = signature(in, yParity);

    byte[] fields = Arrays.copyOfRange(input, start, end);
    byte[] signed = new RlpWriter(fields.length + 8).list(out -> out.raw(fields)).toArray();
    return new UnverifiedTransaction(
        type == DYNAMIC_FEE
            ? new Transaction.DynamicFee(
                chainId, nonce, tip, price, gasLimit, to, value, data, accessList)
            : new Transaction.AccessList(
                chainId, nonce, price, gasLimit, to, value, data, accessList),
        signature,
        encoded,
        Keccak256.hash(encoded),
        Keccak256.hash(new byte[] {(byte) type}, signed));
  }

  private static EcdsaSignature noSignature(RlpReader in) {
    in.field("r").scalar(0);
    in.field("s").scalar(0);
    in.field("fields").expectEnd();
    return EcdsaSignature.NONE;
  }

  private static EcdsaSignature signature(RlpReader in, int yParity) {
    byte[] r = in.field("r").scalar(32);
    byte[] s = in.field("s").scalar(32);
    in.field("fields").expectEnd();
    var signature = EcdsaSignature.of(r, s, yParity);
    if (!signature.hasValidR()) {
      throw new MalformedException("r: invalid signature: r is 0 or not below the curve's order");
    }
    if (!signature.hasLowS()) {
      throw new MalformedException("s: invalid signature: s is 0 or above half the curve's order");
    }
    return signature;
  }

  private static long nonce(RlpReader in) {
    long nonce = in.field("nonce").unsignedNumber();
    if (nonce == -1) {
      throw new MalformedException("nonce: 2^64-1 is above the highest nonce (EIP-2681)");
    }
    return nonce;
  }

  private static long gasLimit(RlpReader in) {
    return in.field("gasLimit").unsignedNumber();
  }

  private static @Nullable Address to(RlpReader in) {
    byte[] to = in.field("to").bytes();
    if (to.length != 0 && to.length != Address.SIZE) {
      throw new MalformedException("to: expected 0 or 20 bytes, found " + to.length);
    }
    return to.length == 0 ? null : Address.wrap(to);
  }

  private static Bytes data(RlpReader in) {
    return Bytes.wrap(in.field("data").bytes());
  }

  private List<AccessListEntry> accessList(RlpReader in) {
    return in.field("accessList").listOf(input.length, this::accessListEntry);
  }

  private AccessListEntry accessListEntry(RlpReader in) {
    return in.list(entry ->
        new AccessListEntry(
            entry.address(), entry.listOf(input.length, key -> Bytes.wrap(key.fixed(Hash.SIZE)))));
  }
}
