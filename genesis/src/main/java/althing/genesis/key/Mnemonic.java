package althing.genesis.key;

import althing.genesis.port.RandomSource;
import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Random bits as English words (BIP-39): 12, 15, 18, 21 or 24 of them, the last of which holds a
 * checksum. {@link #toString()} does not show them.
 */
public final class Mnemonic {

  private static final int BITS_PER_WORD = 11;
  private static final int ROUNDS = 2_048;
  private static final int SEED_BITS = 512;

  private final List<String> words;

  private Mnemonic(List<String> words) {
    this.words = List.copyOf(words);
  }

  /** Draws a new one of {@code words} words. */
  public static Mnemonic generate(int words, RandomSource random) {
    if (words < 12 || words > 24 || words % 3 != 0) {
      throw new IllegalArgumentException("12, 15, 18, 21 or 24 words, not " + words);
    }
    return fromEntropy(Bytes.wrap(random.bytes(words / 3 * 4)));
  }

  /** The words of 16, 20, 24, 28 or 32 bytes. */
  public static Mnemonic fromEntropy(Bytes entropy) {
    int size = entropy.size();
    if (size < 16 || size > 32 || size % 4 != 0) {
      throw new IllegalArgumentException("16, 20, 24, 28 or 32 bytes, not " + size);
    }
    byte[] bits = Bytes.concat(entropy.unsafeArray(), Sha256.digest(entropy.unsafeArray()));
    var words = new ArrayList<String>();
    for (int i = 0; i < size / 4 * 3; i++) {
      words.add(WordList.ENGLISH.get(bits(bits, i * BITS_PER_WORD)));
    }
    return new Mnemonic(words);
  }

  /**
   * Reads words with white space between them.
   *
   * @throws MalformedException if their number, one of them or the checksum is wrong; the message
   *     names the position and no word
   */
  public static Mnemonic parse(String phrase) {
    List<String> words = List.of(phrase.strip().split("\\s+", -1));
    if (words.size() < 12 || words.size() > 24 || words.size() % 3 != 0) {
      throw new MalformedException("12, 15, 18, 21 or 24 words, not " + words.size());
    }
    byte[] bits = new byte[words.size() / 3 * 4 + 1];
    for (int i = 0; i < words.size(); i++) {
      int index = WordList.indexOf(words.get(i));
      if (index < 0) {
        throw new MalformedException("word " + (i + 1) + " is not in the English list");
      }
      putBits(bits, i * BITS_PER_WORD, index);
    }
    Mnemonic mnemonic = fromEntropy(Bytes.wrap(bits).slice(0, bits.length - 1));
    if (!mnemonic.words.equals(words)) {
      throw new MalformedException("the checksum is wrong, so a word or the order is");
    }
    return mnemonic;
  }

  public String phrase() {
    return String.join(" ", words);
  }

  /**
   * The 64-byte seed.
   *
   * @param passphrase empty if there is none
   */
  public byte[] seed(String passphrase) {
    var generator = new PKCS5S2ParametersGenerator(new SHA512Digest());
    generator.init(utf8(phrase()), utf8("mnemonic" + passphrase), ROUNDS);
    return ((KeyParameter) generator.generateDerivedMacParameters(SEED_BITS)).getKey();
  }

  @Override
  public String toString() {
    return "mnemonic of " + words.size() + " words";
  }

  private static byte[] utf8(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD).getBytes(StandardCharsets.UTF_8);
  }

  private static int bits(byte[] from, int start) {
    int value = 0;
    for (int i = start; i < start + BITS_PER_WORD; i++) {
      value = value << 1 | from[i / 8] >> (7 - i % 8) & 1;
    }
    return value;
  }

  private static void putBits(byte[] to, int start, int value) {
    for (int i = 0; i < BITS_PER_WORD; i++) {
      int bit = value >> (BITS_PER_WORD - 1 - i) & 1;
      to[(start + i) / 8] |= (byte) (bit << (7 - (start + i) % 8));
    }
  }
}
