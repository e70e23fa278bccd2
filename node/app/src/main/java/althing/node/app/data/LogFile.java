package althing.node.app.data;

import althing.ledger.block.BlockHeader;
import althing.ledger.block.BodyCodec;
import althing.ledger.block.HeaderCodec;
import althing.ledger.crypto.Sha256;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A chain's log in one file, to carry it elsewhere: the line {@code ALTHING-LOG-1}, then for each
 * block from height 0 its length (4 bytes) and RLP [header, body, certificate, events], then length
 * 0 and the SHA-256 chain over all blocks, by which a file that was cut or changed is noticed.
 * Names that end in {@code .gz} are compressed.
 */
final class LogFile {

  private static final byte[] MAGIC = "ALTHING-LOG-1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_RECORD = 1 << 30;
  private static final int MAX_EVENTS = 50_000_000;
  private static final int MAX_EVENT_BYTES = 16 << 20;
  private static final int MAX_CERTIFICATE_BYTES = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private LogFile() {}

  /**
   * One block with what belongs to it.
   *
   * @param body as peers exchange it
   * @param certificate empty when a descendant's made it final
   * @param events leaf bytes in order
   */
  record Entry(BlockHeader header, byte[] body, Bytes certificate, List<Bytes> events) {

    private byte[] encoded() {
      return RlpWriter.encodeList(out -> {
        out.raw(HeaderCodec.encode(header)).bytes(body).bytes(certificate);
        out.list(list -> events.forEach(list::bytes));
      });
    }

    private static Entry decode(byte[] encoded) {
      return RlpReader.decodeList(
          encoded,
          in ->
              new Entry(
                  HeaderCodec.decode(in.rawItem()),
                  in.bytes(BodyCodec.MAX_SIZE + 64).toArray(),
                  in.bytes(MAX_CERTIFICATE_BYTES),
                  in.listOf(MAX_EVENTS, event -> event.bytes(MAX_EVENT_BYTES))));
    }
  }

  /** Writes blocks in order; close it to finish the file. */
  static final class Writer implements AutoCloseable {
    private final DataOutputStream out;
    private byte[] chain = new byte[Hash.SIZE];

    Writer(Path file) throws IOException {
      OutputStream raw = Files.newOutputStream(file);
      out =
          new DataOutputStream(
              isCompressed(file)
                  ? new GZIPOutputStream(raw, BUFFER)
                  : new BufferedOutputStream(raw, BUFFER));
      out.write(MAGIC);
    }

    void write(Entry entry) throws IOException {
      byte[] encoded = entry.encoded();
      out.writeInt(encoded.length);
      out.write(encoded);
      chain = Sha256.digest(chain, encoded);
    }

    @Override
    public void close() throws IOException {
      out.writeInt(0);
      out.write(chain);
      out.close();
    }
  }

  /** Reads blocks in order. */
  static final class Reader implements AutoCloseable {
    private final Path file;
    private final DataInputStream in;
    private byte[] chain = new byte[Hash.SIZE];
    private long blocks;

    Reader(Path file) throws IOException {
      this.file = file;
      InputStream raw = Files.newInputStream(file);
      in =
          new DataInputStream(
              isCompressed(file)
                  ? new GZIPInputStream(raw, BUFFER)
                  : new BufferedInputStream(raw, BUFFER));
      byte[] magic = in.readNBytes(MAGIC.length);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new MalformedException(file + ": no exported log of this format");
      }
    }

    /**
     * The next block; empty after the last.
     *
     * @throws MalformedException when the file was cut or changed
     */
    Optional<Entry> next() throws IOException {
      try {
        int length = in.readInt();
        if (length == 0) {
          finish();
          return Optional.empty();
        }
        if (length < 0 || length > MAX_RECORD) {
          throw broken("a length of " + Integer.toUnsignedString(length) + " bytes");
        }
        byte[] encoded = in.readNBytes(length);
        if (encoded.length < length) {
          throw broken("the file ends early");
        }
        chain = Sha256.digest(chain, encoded);
        Entry entry = Entry.decode(encoded);
        blocks++;
        return Optional.of(entry);
      } catch (EOFException e) {
        throw broken("the file ends early");
      } catch (MalformedException e) {
        throw broken(String.valueOf(e.getMessage()));
      }
    }

    private void finish() throws IOException {
      byte[] written = in.readNBytes(Hash.SIZE);
      if (!Arrays.equals(written, chain)) {
        throw broken("the digest at the end does not fit the blocks");
      }
      if (in.read() >= 0) {
        throw broken("bytes after the end");
      }
    }

    private MalformedException broken(String what) {
      return new MalformedException("%s: block %d: %s".formatted(file, blocks, what));
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private static boolean isCompressed(Path file) {
    return file.toString().endsWith(".gz");
  }
}
