package althing.governance.channels;

import althing.governance.types.Tag;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a split: it matches items of a kind, with a tag, or both where it names both.
 *
 * @param kind null: of any kind
 * @param tag null: whatever the tags
 */
public record Match(@Nullable Kind kind, @Nullable Tag tag) {

  /** Whether it names nothing, which no rule may. */
  boolean isEmpty() {
    return kind == null && tag == null;
  }

  boolean matches(Item item, Placement placement) {
    return (kind == null || kind == item.kind()) && (tag == null || placement.tags().contains(tag));
  }
}
