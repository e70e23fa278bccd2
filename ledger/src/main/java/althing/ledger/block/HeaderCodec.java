package althing.ledger.block;

import althing.ledger.block.BlockHeader.ExtraData;
import althing.ledger.crypto.Keccak256;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.nio.ByteBuffer;

/** Headers to RLP and back, in the 16 fields and the order of Ethereum's London fork. */
public final class HeaderCodec {

  /** Keccak-256 of the RLP of an empty list: there are no ommers. */
  public static final Hash NO_OMMERS = Keccak256.hash(new byte[] {(byte) 0xc0});

  /** Bytes of {@code extraData}. */
  public static final int EXTRA_DATA_SIZE = 200;

  /** No header is longer. */
  public static final int MAX_SIZE = 1024;

  private static final int NONCE_SIZE = 8;
  private static final int MILLIS = 1000;

  private HeaderCodec() {}

  /** The block hash: Keccak-256 of {@link #encode}. */
  public static Hash hash(BlockHeader header) {
    return Keccak256.hash(encode(header));
  }

  public static byte[] encode(BlockHeader header) {
    return new RlpWriter(MAX_SIZE).list(out -> write(out, header)).toArray();
  }

  /**
   * Reads a header.
   *
   * @throws MalformedException names the field that is not as this chain has it
   */
  public static BlockHeader decode(byte[] encoded) {
    if (encoded.length > MAX_SIZE) {
      throw new MalformedException("header size: " + encoded.length + " bytes, limit " + MAX_SIZE);
    }
    try {
      return RlpReader.decodeList(encoded, HeaderCodec::read);
    } catch (MalformedException e) {
      throw new MalformedException("header " + e.getMessage());
    }
  }

  /** The {@code extraData} field: fixed width, 200 bytes. */
  public static Bytes extraData(ExtraData extra) {
    return Bytes.wrap(
        ByteBuffer.allocate(EXTRA_DATA_SIZE)
            .put(extra.setHash().unsafeArray())
            .put(extra.nextSetHash().unsafeArray())
            .put(extra.eventRoot().unsafeArray())
            .putLong(extra.eventCount())
            .put(extra.costHash().unsafeArray())
            .put(extra.lastCommitHash().unsafeArray())
            .put(extra.vrfHash().unsafeArray())
            .array());
  }

  /** The {@code nonce} field: the milliseconds within the second, 8 bytes big-endian. */
  public static Bytes nonce(BlockHeader header) {
    return Bytes.wrap(
        ByteBuffer.allocate(NONCE_SIZE).putLong(header.timestampMillis() % MILLIS).array());
  }

  private static void write(RlpWriter out, BlockHeader header) {
    out.hash(header.parentHash()).hash(NO_OMMERS).address(header.miner());
    out.hash(header.stateRoot()).hash(header.transactionsRoot()).hash(header.receiptsRoot());
    out.bytes(header.logsBloom()).number(0).number(header.height());
    out.number(header.gasLimit()).number(header.gasUsed());
    out.number(header.timestampMillis() / MILLIS).bytes(extraData(header.extra()));
    out.hash(header.mixHash()).bytes(nonce(header)).amount(header.baseFee());
  }

  private static BlockHeader read(RlpReader in) {
    Hash parentHash = in.field("parentHash").hash();
    require(
        in.field("sha3Uncles").hash().equals(NO_OMMERS), "sha3Uncles: not that of an empty list");
    Address miner = in.field("miner").address();
    Hash stateRoot = in.field("stateRoot").hash();
    Hash transactionsRoot = in.field("transactionsRoot").hash();
    Hash receiptsRoot = in.field("receiptsRoot").hash();
    Bytes logsBloom = Bytes.wrap(in.field("logsBloom").fixed(Bloom.SIZE));
    require(in.field("difficulty").number() == 0, "difficulty: not 0");
    long height = in.field("number").number();
    long gasLimit = in.field("gasLimit").number();
    long gasUsed = in.field("gasUsed").number();
    long seconds = in.field("timestamp").number();
    ExtraData extra = extraData(in.field("extraData").fixed(EXTRA_DATA_SIZE));
    Hash mixHash = in.field("mixHash").hash();
    long millis = ByteBuffer.wrap(in.field("nonce").fixed(NONCE_SIZE)).getLong();
    require(millis >= 0 && millis < MILLIS, "nonce: not a number of milliseconds below 1000");
    require(seconds <= Long.MAX_VALUE / MILLIS - 1, "timestamp: out of range");
    Amount baseFee = in.field("baseFeePerGas").amount();
    return new BlockHeader(
        parentHash,
        miner,
        stateRoot,
        transactionsRoot,
        receiptsRoot,
        logsBloom,
        height,
        gasLimit,
        gasUsed,
        seconds * MILLIS + millis,
        extra,
        mixHash,
        baseFee);
  }

  private static ExtraData extraData(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes);
    Hash setHash = hash(in);
    Hash nextSetHash = hash(in);
    Hash eventRoot = hash(in);
    long eventCount = in.getLong();
    require(eventCount >= 0, "extraData: eventCount out of range");
    return new ExtraData(setHash, nextSetHash, eventRoot, eventCount, hash(in), hash(in), hash(in));
  }

  private static Hash hash(ByteBuffer in) {
    byte[] hash = new byte[Hash.SIZE];
    in.get(hash);
    return Hash.wrap(hash);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new MalformedException(message);
    }
  }
}
