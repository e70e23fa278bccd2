package althing.node.app.run;

import althing.ledger.types.Bytes;
import althing.node.network.PeerId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what the process that started this node says on the standard input: one line of text for
 * each change of a link, {@code link KEY cut}, {@code link KEY open} or {@code link KEY delay
 * MILLIS}, KEY being a peer's public key in 64 hexadecimal digits. A line that says anything else
 * is logged and changes nothing.
 */
public final class LinkControl {

  private static final Logger LOG = LoggerFactory.getLogger(LinkControl.class);
  private static final int MAX_LINE = 256;
  private static final long MAX_DELAY_MILLIS = 600_000;

  private final Links links;

  /** What can be done to the connections of a node, to see how the network takes it. */
  public interface Links {

    /** Nothing more is exchanged with this peer until {@link #open}. */
    void cut(PeerId peer);

    /** Messages pass again, without delay. */
    void open(PeerId peer);

    /** Every message to this peer leaves so much later; 0 for at once. */
    void delay(PeerId peer, long millis);
  }

  LinkControl(Links links) {
    this.links = links;
  }

  /** Applies every line of {@code in}; returns at its end, or when it cannot be read any more. */
  void follow(InputStream in) {
    try {
      for (Optional<String> line = line(in); line.isPresent(); line = line(in)) {
        apply(line.get());
      }
    } catch (IOException e) {
      LOG.warn("the standard input cannot be read: {}", e.getMessage());
    }
  }

  void apply(String line) {
    String[] words = line.strip().split(" +", -1);
    try {
      if (words.length < 3 || !words[0].equals("link")) {
        throw new IllegalArgumentException("expected link KEY cut|open|delay MILLIS");
      }
      PeerId peer = peer(words[1]);
      switch (words[2] + " " + words.length) {
        case "cut 3" -> links.cut(peer);
        case "open 3" -> links.open(peer);
        case "delay 4" -> links.delay(peer, millis(words[3]));
        default -> throw new IllegalArgumentException("expected cut, open or delay MILLIS");
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("ignored on the standard input: {}: {}", line.strip(), e.getMessage());
    }
  }

  private static PeerId peer(String digits) {
    if (!digits.matches("(0x)?[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException("KEY: 64 hexadecimal digits are wanted");
    }
    return new PeerId(Bytes.fromHex(digits));
  }

  private static long millis(String digits) {
    if (!digits.matches("[0-9]{1,6}") || Long.parseLong(digits) > MAX_DELAY_MILLIS) {
      throw new IllegalArgumentException("MILLIS: 0 to " + MAX_DELAY_MILLIS);
    }
    return Long.parseLong(digits);
  }

  /** The next line, cut off behind {@link #MAX_LINE} bytes; empty at the end. */
  private static Optional<String> line(InputStream in) throws IOException {
    byte[] line = new byte[MAX_LINE];
    int length = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return Optional.of(new String(line, 0, length, StandardCharsets.US_ASCII));
      }
      if (length < MAX_LINE) {
        line[length++] = (byte) next;
      }
    }
    return Optional.empty();
  }
}
