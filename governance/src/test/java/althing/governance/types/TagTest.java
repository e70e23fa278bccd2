package althing.governance.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import althing.ledger.types.MalformedException;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ATTACKS G35: a tag can be written in one way. */
class TagTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "python", "c-2_x", "abcdefghijklmnopqrstuvwxyz012345"})
  void names_of_the_form_are_tags(String name) {
    assertThat(Tag.named(name)).contains(new Tag(name));
    assertThat(Tag.stored(name)).isEqualTo(new Tag(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A",
        "Python",
        "_x",
        "-x",
        "_general",
        "pythоn",
        "ａ",
        "a b",
        "a\u0000",
        "a.",
        "é",
        "ſ",
        "abcdefghijklmnopqrstuvwxyz0123456"
      })
  void nothing_else_can_be_named(String name) {
    assertThat(Tag.named(name)).isEmpty();
  }

  @Test
  void what_is_stored_may_be_of_no_particular_field() {
    assertThat(Tag.stored("_general")).isSameAs(Tag.GENERAL);
    assertThatThrownBy(() -> Tag.stored("_other")).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> new Tag("_other")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void order_is_byte_order() {
    var tags = new TreeSet<Tag>();
    for (String name : new String[] {"b", "a-", "a", "a_", "a0", "0", "aa"}) {
      tags.add(new Tag(name));
    }
    assertThat(tags).map(Tag::name).containsExactly("0", "a", "a-", "a0", "a_", "aa", "b");
  }
}
