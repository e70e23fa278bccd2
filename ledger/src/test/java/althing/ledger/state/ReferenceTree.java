package althing.ledger.state;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The state tree as its definition says it, without storage: recursion over all entries. */
final class ReferenceTree {

  private ReferenceTree() {}

  private record Entry(byte[] path, byte[] valueHash) {}

  static Hash root(Map<Bytes, Bytes> entries) {
    var hashed = new ArrayList<Entry>();
    entries.forEach((key, value) ->
        hashed.add(
            new Entry(Sha256.digest(key.unsafeArray()), Sha256.digest(value.unsafeArray()))));
    return Hash.wrap(subtree(hashed, 0));
  }

  private static byte[] subtree(List<Entry> entries, int depth) {
    if (entries.isEmpty()) {
      return new byte[32];
    }
    if (entries.size() == 1) {
      Entry only = entries.getFirst();
      return Sha256.digest(new byte[] {0}, only.path, only.valueHash);
    }
    var left = new ArrayList<Entry>();
    var right = new ArrayList<Entry>();
    for (Entry entry : entries) {
      boolean turnsRight = (entry.path[depth / 8] & 0x80 >>> depth % 8) != 0;
      (turnsRight ? right : left).add(entry);
    }
    return Sha256.digest(new byte[] {1}, subtree(left, depth + 1), subtree(right, depth + 1));
  }
}
