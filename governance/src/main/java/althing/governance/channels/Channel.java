package althing.governance.channels;

import althing.ledger.account.Money;
import althing.ledger.crypto.Sha256;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Amount;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A channel, also one that is archived.
 *
 * @param name as tags are written; unique among channels that are not archived
 * @param description at most {@link #MAX_DESCRIPTION} bytes of UTF-8
 * @param open whether anybody may join
 * @param origin the channel that it was split off; the root if none
 * @param founder gets the deposit back; the zero address if there is none
 * @param deposit what was put up for the name, while it is not archived
 * @param successor once archived: the channel that it was merged into; the root if none
 */
public record Channel(
    long id,
    String name,
    String description,
    boolean open,
    long origin,
    Address founder,
    Amount deposit,
    long createdEpoch,
    boolean archived,
    long successor) {

  /** The channel that is always there, in which everybody is. */
  public static final long ROOT = Money.ROOT_CHANNEL;

  /** Bytes of UTF-8. */
  public static final int MAX_DESCRIPTION = 256;

  static final Channel THE_ROOT =
      new Channel(ROOT, "root", "", true, ROOT, Address.ZERO, Amount.ZERO, 0, false, ROOT);

  private static final byte[] DOMAIN = "althing/channel/v1".getBytes(StandardCharsets.UTF_8);

  /**
   * The escrow that holds the deposit of a channel: SHA-256 over the domain, the chain id (32
   * bytes) and the channel (8 bytes).
   */
  public static Hash escrow(Amount chainId, long channel) {
    byte[] digits = chainId.toBytes();
    return Sha256.hash(
        DOMAIN,
        new byte[Hash.SIZE - digits.length],
        digits,
        ByteBuffer.allocate(Long.BYTES).putLong(channel).array());
  }

  Channel named(String now) {
    return new Channel(
        id, now, description, open, origin, founder, deposit, createdEpoch, archived, successor);
  }

  Channel described(String now) {
    return new Channel(
        id, name, now, open, origin, founder, deposit, createdEpoch, archived, successor);
  }

  Channel opened(boolean now) {
    return new Channel(
        id, name, description, now, origin, founder, deposit, createdEpoch, archived, successor);
  }

  Channel archivedInto(long other) {
    return new Channel(
        id, name, description, open, origin, founder, Amount.ZERO, createdEpoch, true, other);
  }

  Bytes encode() {
    return Bytes.wrap(
        RlpWriter.encodeList(out ->
            out.text(name)
                .text(description)
                .flag(open)
                .number(origin)
                .address(founder)
                .amount(deposit)
                .number(createdEpoch)
                .flag(archived)
                .number(successor)));
  }

  static Channel decode(long id, Bytes value) {
    return RlpReader.decodeList(
        value.unsafeArray(),
        in ->
            new Channel(
                id,
                ChannelCodec.name(in),
                in.text(MAX_DESCRIPTION),
                in.flag(),
                in.number(),
                in.address(),
                in.amount(),
                in.number(),
                in.flag(),
                in.number()));
  }
}
