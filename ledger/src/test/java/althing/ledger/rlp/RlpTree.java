package althing.ledger.rlp;

import althing.ledger.types.Bytes;
import althing.ledger.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Any RLP item, for tests of the reader and the writer as a whole. */
sealed interface RlpTree {

  int MAX_DEPTH = 200;

  record Text(Bytes value) implements RlpTree {}

  record Items(List<RlpTree> items) implements RlpTree {}

  /** Reads one item and nothing after it. */
  static RlpTree decode(byte[] encoded) {
    var reader = RlpReader.of(encoded);
    RlpTree tree = read(reader, 0);
    reader.expectEnd();
    return tree;
  }

  private static RlpTree read(RlpReader in, int depth) {
    if (!in.nextIsList()) {
      return new Text(Bytes.wrap(in.bytes()));
    }
    RlpReader list = in.list();
    if (depth == MAX_DEPTH) {
      throw new MalformedException("nested deeper than " + MAX_DEPTH);
    }
    var items = new ArrayList<RlpTree>();
    while (list.hasNext()) {
      items.add(read(list, depth + 1));
    }
    return new Items(items);
  }

  default byte[] encode() {
    var out = new RlpWriter(4);
    write(out);
    return out.toArray();
  }

  private void write(RlpWriter out) {
    switch (this) {
      case Text text -> out.bytes(text.value());
      case Items list -> out.list(inner -> list.items().forEach(item -> item.write(inner)));
    }
  }

  /** A random item of bounded size, with lengths around the borders of the forms. */
  static RlpTree random(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      int[] lengths = {0, 1, 1, 2, 20, 32, 54, 55, 56, 57, 255, 256, 300};
      byte[] value = new byte[lengths[random.nextInt(lengths.length)]];
      random.nextBytes(value);
      return new Text(Bytes.wrap(value));
    }
    var items = new ArrayList<RlpTree>();
    for (int i = random.nextInt(8); i > 0; i--) {
      items.add(random(random, depth - 1));
    }
    return new Items(items);
  }
}
