package althing.ledger.transaction;

import althing.ledger.crypto.EcdsaSignature;
import althing.ledger.crypto.Keccak256;
import althing.ledger.crypto.Secp256k1;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.function.Consumer;

/**
 * Transactions to EIP-2718 envelopes and back. Decoding accepts the one canonical form of each
 * transaction: what it returns encodes to the same bytes. All refusals are {@link
 * MalformedException}s that name the field.
 */
public final class TransactionCodec {

  /** Largest envelope in bytes. */
  public static final int MAX_SIZE = 1 << 20;

  private TransactionCodec() {}

  /** The hash of an envelope, known before it is decoded. */
  public static Hash hash(Bytes encoded) {
    return Keccak256.hash(encoded);
  }

  /** Decodes an envelope without recovering its sender; refuses tick work. */
  public static UnverifiedTransaction parse(Bytes encoded) {
    return TransactionParser.parse(encoded, false);
  }

  /** Decodes an envelope and recovers its sender; refuses tick work. */
  public static SignedTransaction decode(Bytes encoded) {
    return parse(encoded).recover();
  }

  /**
   * Decodes an envelope where it stands in a block: only there, and only as transaction 0 with the
   * block's height as nonce, is tick work accepted (DESIGN §3).
   */
  public static SignedTransaction decodeInBlock(Bytes encoded, long height, int position) {
    UnverifiedTransaction parsed = TransactionParser.parse(encoded, position == 0);
    return parsed.signature().equals(EcdsaSignature.NONE)
        ? requireTick(parsed, height)
        : parsed.recover();
  }

  /**
   * Decodes an envelope whose sender was recovered before and kept beside it: for our own store,
   * not for input from outside.
   */
  public static SignedTransaction decodeStored(Bytes encoded, Address sender) {
    return TransactionParser.parse(encoded, sender.equals(Address.SYSTEM)).sentBy(sender);
  }

  /**
   * Tick work as the transaction that opens its block.
   *
   * @param input the call {@code tick(epoch, part)}
   */
  public static SignedTransaction tick(long height, Address to, Bytes input) {
    var transaction = new Transaction.Legacy(null, height, Amount.ZERO, 0, to, Amount.ZERO, input);
    Bytes encoded =
        new RlpWriter(input.size() + 64)
            .list(out -> {
              legacyFields(out, transaction);
              out.number(0).number(0).number(0);
            })
            .toBytes();
    return new SignedTransaction(
        transaction, EcdsaSignature.NONE, encoded, hash(encoded), Address.SYSTEM);
  }

  private static SignedTransaction requireTick(UnverifiedTransaction parsed, long height) {
    Address to = parsed.transaction().to();
    SignedTransaction expected = to == null ? null : tick(height, to, parsed.transaction().data());
    if (expected == null || !expected.encoded().equals(parsed.encoded())) {
      throw new MalformedException(
          "transaction fields: not the tick work of height " + height + ", and not signed");
    }
    return expected;
  }

  /** Signs with secp256k1. */
  public static SignedTransaction sign(Transaction transaction, byte[] privateKey) {
    byte[] digest = signingHash(transaction);
    Secp256k1 curve = Secp256k1.instance();
    EcdsaSignature signature = curve.sign(digest, privateKey);
    Bytes encoded = Bytes.wrap(encodeSigned(transaction, signature));
    return new SignedTransaction(
        transaction,
        signature,
        encoded,
        hash(encoded),
        Secp256k1.addressOf(curve.publicKey(privateKey)));
  }

  /** The 32 bytes that the sender signs. */
  public static byte[] signingHash(Transaction transaction) {
    return Keccak256.digest(encodeUnsigned(transaction));
  }

  /** The bytes whose Keccak-256 the sender signs. */
  public static byte[] encodeUnsigned(Transaction transaction) {
    return encode(
        transaction,
        out -> {
          if (transaction instanceof Transaction.Legacy legacy && legacy.chainId() != null) {
            out.amount(legacy.chainId()).number(0).number(0);
          }
        });
  }

  /** The envelope of a transaction and its signature. */
  public static byte[] encodeSigned(Transaction transaction, EcdsaSignature signature) {
    return encode(
        transaction,
        out -> {
          out.amount(v(transaction, signature.yParity()));
          out.amount(new Amount(signature.r())).amount(new Amount(signature.s()));
        });
  }

  /** The field before r and s: yParity, for legacy transactions with the chain in it (EIP-155). */
  public static Amount v(Transaction transaction, int yParity) {
    if (transaction.type() != 0) {
      return Amount.of(yParity);
    }
    return transaction
        .chain()
        .map(chain -> new Amount(chain.value().shiftLeft(1).add(BigInteger.valueOf(35 + yParity))))
        .orElseGet(() -> Amount.of(27 + yParity));
  }

  private static byte[] encode(Transaction transaction, Consumer<RlpWriter> ending) {
    var out = new RlpWriter(transaction.data().size() + 192);
    if (transaction.type() != 0) {
      out.raw(new byte[] {(byte) transaction.type()});
    }
    out.list(list -> {
      switch (transaction) {
        case Transaction.Legacy legacy -> legacyFields(list, legacy);
        case Transaction.AccessList typed -> accessListFields(list, typed);
        case Transaction.DynamicFee typed -> dynamicFeeFields(list, typed);
      }
      ending.accept(list);
    });
    return out.toArray();
  }

  private static void legacyFields(RlpWriter out, Transaction.Legacy transaction) {
    out.number(transaction.nonce()).amount(transaction.gasPrice());
    commonFields(out, transaction);
  }

  private static void accessListFields(RlpWriter out, Transaction.AccessList transaction) {
    out.amount(transaction.chainId()).number(transaction.nonce()).amount(transaction.gasPrice());
    commonFields(out, transaction);
    accessList(out, transaction);
  }

  private static void dynamicFeeFields(RlpWriter out, Transaction.DynamicFee transaction) {
    out.amount(transaction.chainId()).number(transaction.nonce());
    out.amount(transaction.maxPriorityFeePerGas()).amount(transaction.maxFeePerGas());
    commonFields(out, transaction);
    accessList(out, transaction);
  }

  private static void commonFields(RlpWriter out, Transaction transaction) {
    out.number(transaction.gasLimit());
    Address to = transaction.to();
    out.bytes(to == null ? Bytes.EMPTY : to.toBytes());
    out.amount(transaction.value()).bytes(transaction.data());
  }

  private static void accessList(RlpWriter out, Transaction transaction) {
    out.list(list -> {
      for (var entry : transaction.accessList()) {
        list.list(pair ->
            pair.address(entry.address()).list(keys -> entry.storageKeys().forEach(keys::bytes)));
      }
    });
  }
}
