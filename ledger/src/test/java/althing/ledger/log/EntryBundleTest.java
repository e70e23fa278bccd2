package althing.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Entry bundles of C2SP tlog-tiles. */
class EntryBundleTest {

  private static final List<Bytes> ENTRIES =
      List.of(Bytes.utf8("abc"), Bytes.EMPTY, Bytes.wrap(new byte[0x102]));

  @Test
  void entries_follow_their_lengths() {
    Bytes bundle = EntryBundle.encode(ENTRIES);
    assertThat(bundle.toHex()).isEqualTo("0x0003616263" + "0000" + "0102" + "00".repeat(0x102));
    assertThat(EntryBundle.decode(bundle, 3)).isEqualTo(ENTRIES);
  }

  @Test
  void the_longest_entry_fits_and_a_longer_one_is_refused() {
    Bytes longest = Bytes.wrap(new byte[EntryBundle.MAX_ENTRY]);
    Bytes bundle = EntryBundle.encode(List.of(longest));
    assertThat(EntryBundle.decode(bundle, 1)).containsExactly(longest);
    assertThatThrownBy(() -> EntryBundle.encode(List.of(longest.concat(Bytes.of((byte) 1)))))
        .hasMessage("an entry of 65536 bytes, at most 65535");
  }

  @Test
  void a_bundle_that_ends_early_or_goes_on_is_refused() {
    Bytes bundle = EntryBundle.encode(ENTRIES);
    for (int length = 0; length < bundle.size(); length++) {
      Bytes cut = bundle.slice(0, length);
      assertThatThrownBy(() -> EntryBundle.decode(cut, 3))
          .isInstanceOf(MalformedException.class)
          .hasMessageStartingWith("entry bundle: ends at offset " + length + " within entry");
    }
    assertThatThrownBy(() -> EntryBundle.decode(bundle, 2))
        .isInstanceOf(MalformedException.class)
        .hasMessage("entry bundle: 260 bytes left over at offset 7");
    assertThatThrownBy(() -> EntryBundle.decode(bundle, 257))
        .hasMessage("257 entries in a bundle, not 1 to 256");
    assertThatThrownBy(() -> EntryBundle.encode(Collections.nCopies(257, Bytes.EMPTY)))
        .hasMessage("257 entries in a bundle, not 1 to 256");
  }
}
