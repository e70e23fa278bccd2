package althing.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import althing.ledger.crypto.Ed25519;
import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signed notes against published ones, and everything that is none. */
class SignedNoteTest {

  /** The example of the Go package golang.org/x/mod/sumdb/note, with its private key. */
  private static final String PETER_NEUMANN =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final byte[] PETER_NEUMANN_SEED =
      Bytes.wrap(Base64.getDecoder().decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"))
          .slice(1, 33)
          .toArray();

  private static final String PETER_NEUMANN_TEXT =
      "If you think cryptography is the answer to your problem,\n"
          + "then you don't know what your problem is.\n";

  private static final String PETER_NEUMANN_NOTE =
      PETER_NEUMANN_TEXT
          + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvq"
          + "fqdngotpRZb6KE6RyyBwJnAM=\n";

  /** The example of the C2SP signed-note specification. */
  private static final String EXAMPLE =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

  private static final String EXAMPLE_NOTE =
      "This is an example message.\n"
          + "\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH"
          + "3mFXmRKuwHjG1Yu72IneyaQM=\n";

  @Test
  void published_notes_are_read_verified_and_written_back() {
    for (var example :
        List.of(List.of(PETER_NEUMANN, PETER_NEUMANN_NOTE), List.of(EXAMPLE, EXAMPLE_NOTE))) {
      VerifierKey key = VerifierKey.parse(example.get(0));
      SignedNote note = parse(example.get(1));
      assertThat(note.signers(List.of(key))).containsExactly(key);
      assertThat(note.encode()).isEqualTo(example.get(1));
      assertThat(key.text()).isEqualTo(example.get(0));
    }
  }

  @Test
  void signing_gives_the_published_note() {
    VerifierKey key = VerifierKey.parse(PETER_NEUMANN);
    assertThat(Bytes.wrap(Ed25519.publicKey(PETER_NEUMANN_SEED))).isEqualTo(key.publicKey());
    assertThat(SignedNote.sign(PETER_NEUMANN_TEXT, key, signer(PETER_NEUMANN_SEED)).encode())
        .isEqualTo(PETER_NEUMANN_NOTE);
  }

  @Test
  void a_text_with_empty_lines_is_cut_at_the_last_one() {
    String text = "Ognuno sta solo sul cuor della terra\n\ned è subito sera.\n";
    VerifierKey key = VerifierKey.parse(PETER_NEUMANN);
    SignedNote note = parse(SignedNote.sign(text, key, signer(PETER_NEUMANN_SEED)).encode());
    assertThat(note.text()).isEqualTo(text);
    assertThat(note.signers(List.of(key))).containsExactly(key);
  }

  @Test
  void several_keys_sign_and_strangers_are_passed_over() {
    var keys = new ArrayList<VerifierKey>();
    SignedNote note = null;
    for (int i = 0; i < 20; i++) {
      byte[] seed = seed(i);
      var key = new VerifierKey("node-" + i, Bytes.wrap(Ed25519.publicKey(seed)));
      keys.add(key);
      note =
          note == null
              ? SignedNote.sign("text\n", key, signer(seed))
              : note.cosign(key, signer(seed));
    }
    SignedNote read = parse(note.encode());
    var stranger = new VerifierKey("node-3", Bytes.wrap(Ed25519.publicKey(seed(99))));
    assertThat(read.signers(keys)).isEqualTo(keys);
    assertThat(read.signers(List.of(stranger, keys.get(7), keys.get(4))))
        .containsExactly(keys.get(7), keys.get(4));
    assertThat(read.signers(List.of(stranger))).isEmpty();
  }

  /** A timestamped cosignature, the example of C2SP tlog-cosignature, is kept though unknown. */
  @Test
  void signatures_of_unknown_kinds_are_kept() {
    String checkpoint =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
            + "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN"
            + "7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
            + "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9"
            + "dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";
    SignedNote note = parse(checkpoint);
    assertThat(note.encode()).isEqualTo(checkpoint);
    assertThat(note.signatures())
        .extracting(NoteSignature::name, signature -> signature.signature().size())
        .containsExactly(
            tuple("example.com/behind-the-sofa", 64), tuple("witness.example.com/w1", 72));
    assertThat(Checkpoint.parse(note.text()).size()).isEqualTo(20852163);
    assertThat(note.signers(List.of(VerifierKey.parse(PETER_NEUMANN)))).isEmpty();
  }

  @Test
  void no_bit_of_a_signed_note_may_differ() {
    VerifierKey key = VerifierKey.parse(PETER_NEUMANN);
    Bytes note = Bytes.utf8(PETER_NEUMANN_NOTE);
    for (int bit = 0; bit < note.size() * 8; bit++) {
      byte[] flipped = note.toArray();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(isSignedBy(key, Bytes.wrap(flipped))).as("bit " + bit).isFalse();
    }
  }

  @Test
  void a_false_signature_by_a_known_key_spoils_the_note() {
    VerifierKey key = VerifierKey.parse(PETER_NEUMANN);
    SignedNote good = parse(PETER_NEUMANN_NOTE);
    var forged = new NoteSignature(key.name(), key.id(), Bytes.wrap(new byte[64]));
    var both = new SignedNote(good.text(), List.of(good.signatures().getFirst(), forged));
    assertThatThrownBy(() -> both.signers(List.of(key)))
        .isInstanceOf(MalformedException.class)
        .hasMessage("signed note: a signature by PeterNeumann does not verify");
  }

  @Test
  void a_signer_with_another_key_is_found_out() {
    VerifierKey key = VerifierKey.parse(PETER_NEUMANN);
    assertThatThrownBy(() -> SignedNote.sign("text\n", key, signer(seed(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the signer does not hold the key " + PETER_NEUMANN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "text\n",
        "text\n\n",
        "text\n\n— a AAAAAAA=",
        "text\n— a AAAAAAA=\n",
        "text\n\n- a AAAAAAA=\n",
        "text\n\n—a AAAAAAA=\n",
        "text\n\n—  AAAAAAA=\n",
        "text\n\n— a\n",
        "text\n\n— a \n",
        "text\n\n— a AAAAAA==\n",
        "text\n\n— a AAAAAAA\n",
        "text\n\n— a AAAAAAB=\n",
        "text\n\n— a AAAA-AA=\n",
        "text\n\n— a AAAAAAA= \n",
        "text\n\n— a  AAAAAAA=\n",
        "text\n\n— a+b AAAAAAA=\n",
        "text\n\n— a\u00a0b AAAAAAA=\n",
        "text\n\n— a\u2003b AAAAAAA=\n",
        "text\n\n— a AAAAAAA=\nmore\n",
        "text\n\n— a AAAAAAA=\n\n",
        "te\u0000xt\n\n— a AAAAAAA=\n",
        "te\rxt\n\n— a AAAAAAA=\n",
        "te\txt\n\n— a AAAAAAA=\n",
        "text\n\n— a\u001bb AAAAAAA=\n"
      })
  void what_is_not_a_signed_note_is_refused(String note) {
    assertThatThrownBy(() -> parse(note))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("signed note: ");
  }

  @Test
  void bytes_beyond_the_limits_or_not_text_are_refused() {
    assertThat(parse("text\n\n" + "— a AAAAAAA=\n".repeat(512)).signatures()).hasSize(512);
    assertThatThrownBy(() -> parse("text\n\n" + "— a AAAAAAA=\n".repeat(513)))
        .isInstanceOf(MalformedException.class)
        .hasMessage("signed note: 513 signatures, not 1 to 512");
    assertThatThrownBy(() -> parse("x".repeat(SignedNote.MAX_SIZE + 1)))
        .isInstanceOf(MalformedException.class)
        .hasMessage("signed note: 131073 bytes, at most 131072");
    assertThatThrownBy(
            () -> SignedNote.parse(Bytes.of((byte) 0xff).concat(Bytes.utf8(EXAMPLE_NOTE))))
        .isInstanceOf(MalformedException.class)
        .hasMessage("signed note: not UTF-8");
  }

  @Test
  void no_other_text_is_a_verifier_key() {
    var random = new Random(3);
    for (int i = 0; i < PETER_NEUMANN.length(); i++) {
      char[] other = PETER_NEUMANN.toCharArray();
      other[i] ^= (char) (1 << random.nextInt(5));
      String text = new String(other);
      assertThatThrownBy(() -> VerifierKey.parse(text))
          .as(text)
          .isInstanceOf(MalformedException.class)
          .hasMessageStartingWith("verifier key");
      String cut = PETER_NEUMANN.substring(0, i);
      assertThatThrownBy(() -> VerifierKey.parse(cut)).isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() ->
            VerifierKey.parse(
                "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() ->
            VerifierKey.parse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))
        .isInstanceOf(MalformedException.class)
        .hasMessage("verifier key: not an Ed25519 key (type 1)");
    assertThatThrownBy(() -> new VerifierKey("a b", Bytes.wrap(new byte[32])))
        .hasMessage("verifier key name: a space or plus sign");
  }

  private static boolean isSignedBy(VerifierKey key, Bytes note) {
    try {
      return !SignedNote.parse(note).signers(List.of(key)).isEmpty();
    } catch (MalformedException _) {
      return false;
    }
  }

  private static SignedNote parse(String note) {
    return SignedNote.parse(Bytes.utf8(note));
  }

  private static UnaryOperator<byte[]> signer(byte[] seed) {
    return message -> Ed25519.sign(seed, message);
  }

  private static byte[] seed(int number) {
    byte[] seed = new byte[32];
    seed[31] = (byte) number;
    return seed;
  }
}
