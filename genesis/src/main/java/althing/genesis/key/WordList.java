package althing.genesis.key;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** The English word list of BIP-39: 2048 words in alphabetic order. */
final class WordList {

  static final List<String> ENGLISH = load();

  private WordList() {}

  /** The position of a word, below 0 if it is not in the list. */
  static int indexOf(String word) {
    return Collections.binarySearch(ENGLISH, word);
  }

  private static List<String> load() {
    try (InputStream in =
        WordList.class.getResourceAsStream("/althing/genesis/bip39-english.txt")) {
      byte[] text = Objects.requireNonNull(in, "the word list is missing").readAllBytes();
      return new String(text, StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
