package althing.ledger.chain;

import althing.ledger.block.Block;
import althing.ledger.block.BlockBody;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.block.Receipt;
import althing.ledger.block.ReceiptCodec;
import althing.ledger.crypto.Keccak256;
import althing.ledger.event.EventDecoder;
import althing.ledger.event.RecordedEvent;
import althing.ledger.port.KeyValueStore;
import althing.ledger.port.KeyValueStore.Batch;
import althing.ledger.port.KeyValueStore.Column;
import althing.ledger.port.KeyValueStore.Cursor;
import althing.ledger.port.KeyValueStore.StoreException;
import althing.ledger.transaction.SignedTransaction;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The columns that hold blocks and what they led to, one value a block, and their indexes. */
final class BlockColumns {

  private final KeyValueStore store;
  private final EventDecoder decoder;

  BlockColumns(KeyValueStore store, EventDecoder decoder) {
    this.store = store;
    this.decoder = decoder;
  }

  /** Adds a block whose first event has the number {@code firstSequence}. */
  static void write(Batch batch, BlockCommit commit, long firstSequence) {
    long height = commit.height();
    Block block = commit.block();
    byte[] key = Keys.number(height);
    batch.put(Column.HEADERS, key, HeaderCodec.encode(block.header()));
    batch.put(Column.BODIES, key, BodyCodec.encodeStored(block.body()));
    batch.put(Column.RECEIPTS, key, ReceiptCodec.encodeStored(commit.receipts()));
    batch.put(Column.EVENTS, key, encodeEvents(commit.events(), firstSequence));
    batch.put(Column.BLOCK_HASHES, block.hash().unsafeArray(), key);
    if (!commit.events().isEmpty()) {
      batch.put(Column.SEQUENCES, Keys.number(firstSequence), key);
    }
    if (!commit.certificate().isEmpty()) {
      batch.put(Column.CERTIFICATES, key, commit.certificate().unsafeArray());
    }
    List<SignedTransaction> transactions = block.body().transactions();
    for (int i = 0; i < transactions.size(); i++) {
      SignedTransaction signed = transactions.get(i);
      byte[] place = Keys.place(height, i);
      batch.put(Column.TRANSACTIONS, signed.hash().unsafeArray(), place);
      batch.put(
          Column.INDEX, Keys.senderNonce(signed.sender(), signed.transaction().nonce()), place);
    }
    LogIndex.write(batch, height, commit.receipts());
    AccountIndex.write(batch, height, transactions);
  }

  private static byte[] encodeEvents(List<RecordedEvent> events, long firstSequence) {
    int size = Long.BYTES;
    for (RecordedEvent event : events) {
      size += event.encoded().size() + 2;
    }
    var list = new ByteList(size).add(Bytes.wrap(Keys.number(firstSequence)));
    for (RecordedEvent event : events) {
      list.add(event.encoded());
    }
    return list.toArray();
  }

  Optional<BlockHeader> header(long height) {
    return decoded(Column.HEADERS, height, HeaderCodec::decode);
  }

  /** The hash of the header as it is stored. */
  Optional<Hash> hash(long height) {
    return decoded(Column.HEADERS, height, Keccak256::hash);
  }

  Optional<BlockBody> body(long height) {
    return decoded(Column.BODIES, height, BodyCodec::decodeStored);
  }

  Optional<Block> block(long height) {
    return decoded(
        Column.HEADERS,
        height,
        bytes -> {
          Hash hash = Keccak256.hash(bytes);
          return new Block(
              HeaderCodec.decode(bytes), required(body(height), Column.BODIES, height), hash);
        });
  }

  Optional<List<Receipt>> receipts(long height) {
    return decoded(Column.RECEIPTS, height, ReceiptCodec::decodeStored);
  }

  Optional<Bytes> certificate(long height) {
    return decoded(Column.CERTIFICATES, height, Bytes::wrap);
  }

  /** Events of a block from the one with number {@code sequence} on, at most {@code limit}. */
  Optional<List<RecordedEvent>> events(long height, long sequence, int limit) {
    return decoded(Column.EVENTS, height, bytes -> events(bytes, height, sequence, limit));
  }

  private List<RecordedEvent> events(byte[] bytes, long height, long sequence, int limit) {
    String where = "column EVENTS: height " + height;
    long first =
        Keys.number(ByteList.read(bytes, 0, 0, 1, where).getFirst().toArray(), Column.EVENTS);
    long skip = Math.max(0, sequence - first);
    List<Bytes> encoded = ByteList.read(bytes, 0, 1 + skip, limit, where);
    var events = new ArrayList<RecordedEvent>(encoded.size());
    for (Bytes each : encoded) {
      events.add(decoder.decode(first + skip + events.size(), each));
    }
    return events;
  }

  /** The height of the block with the event {@code sequence}, or -1. */
  long heightOfEvent(long sequence) {
    try (Cursor cursor = store.cursor(Column.SEQUENCES)) {
      cursor.seekForPrev(Keys.number(sequence));
      return cursor.isValid() ? Keys.number(cursor.value(), Column.SEQUENCES) : -1;
    }
  }

  private <T> Optional<T> decoded(Column column, long height, Function<byte[], T> decode) {
    byte[] value = height < 0 ? null : store.get(column, Keys.number(height));
    return value == null ? Optional.empty() : Optional.of(decode(column, height, value, decode));
  }

  private static <T> T decode(
      Column column, long height, byte[] value, Function<byte[], T> decode) {
    try {
      return decode.apply(value);
    } catch (MalformedException | ArithmeticException e) {
      throw new StoreException(
          "column %s: height %d is damaged: %s".formatted(column, height, e.getMessage()), e);
    }
  }

  /** What a block below the head must have. */
  static <T> T required(Optional<T> found, Column column, long height) {
    return found.orElseThrow(
        () -> new StoreException("column %s: nothing for height %d".formatted(column, height)));
  }
}
