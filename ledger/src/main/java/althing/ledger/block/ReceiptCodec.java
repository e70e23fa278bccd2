package althing.ledger.block;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Receipts to bytes: the EIP-2718 envelopes that the receipts root commits to, and a shorter form
 * for our own disk, which also holds what the envelope leaves out.
 */
public final class ReceiptCodec {

  private static final int MAX_TOPICS = 4;
  private static final int MAX_TYPE = 0x7f;

  private ReceiptCodec() {}

  /** The leaf of the receipts root: type ‖ RLP(status, cumulative gas, bloom, logs). */
  public static byte[] envelope(Receipt receipt) {
    var out = new RlpWriter(Bloom.SIZE + 64);
    if (receipt.type() != 0) {
      out.raw(new byte[] {(byte) receipt.type()});
    }
    return out.list(
            list -> {
              list.flag(receipt.succeeded()).number(receipt.cumulativeGasUsed());
              list.bytes(Bloom.of(receipt.logs()));
              logs(list, receipt.logs());
            })
        .toArray();
  }

  /** All receipts of one block for our own disk. Blooms and running sums are left out. */
  public static byte[] encodeStored(List<Receipt> receipts) {
    return new RlpWriter(32 * receipts.size() + 16)
        .list(all -> {
          for (Receipt receipt : receipts) {
            all.list(out -> stored(out, receipt));
          }
        })
        .toArray();
  }

  /** Reads {@link #encodeStored}. */
  public static List<Receipt> decodeStored(byte[] encoded) {
    var receipts = new ArrayList<Receipt>();
    RlpReader outer = RlpReader.of(encoded).field("receipts");
    RlpReader items = outer.list();
    outer.expectEnd();
    long gasUsedBefore = 0;
    while (items.hasNext()) {
      Receipt receipt = stored(items.list(), gasUsedBefore);
      receipts.add(receipt);
      gasUsedBefore = receipt.cumulativeGasUsed();
    }
    return List.copyOf(receipts);
  }

  private static void stored(RlpWriter out, Receipt receipt) {
    out.number(receipt.type()).flag(receipt.succeeded()).number(receipt.gasUsed());
    out.amount(receipt.gasPrice());
    logs(out, receipt.logs());
    out.bytes(receipt.output());
  }

  private static Receipt stored(RlpReader in, long gasUsedBefore) {
    int type = in.field("type").smallNumber();
    if (type > MAX_TYPE) {
      throw new MalformedException("type: " + type + " is above " + MAX_TYPE);
    }
    boolean succeeded = in.field("status").flag();
    long gasUsed = in.field("gasUsed").number();
    Amount gasPrice = in.field("gasPrice").amount();
    List<Log> logs = in.field("logs").listOf(Integer.MAX_VALUE, ReceiptCodec::log);
    Bytes output = Bytes.wrap(in.field("output").bytes());
    in.expectEnd();
    return new Receipt(
        type, succeeded, gasUsed, Math.addExact(gasUsedBefore, gasUsed), gasPrice, logs, output);
  }

  private static void logs(RlpWriter out, List<Log> logs) {
    out.list(list -> {
      for (Log log : logs) {
        list.list(fields ->
            fields
                .address(log.address())
                .list(topics -> log.topics().forEach(topics::hash))
                .bytes(log.data()));
      }
    });
  }

  private static Log log(RlpReader in) {
    return in.list(fields ->
        new Log(
            fields.address(),
            fields.<Hash>listOf(MAX_TOPICS, RlpReader::hash),
            Bytes.wrap(fields.bytes())));
  }
}
