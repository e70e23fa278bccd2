package althing.ledger.log;

import althing.ledger.crypto.Sha256;
import althing.ledger.types.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The definitions of RFC 9162, sections 2.1.1, 2.1.3.1 and 2.1.4.1, word for word. */
final class ReferenceLog {

  private record Range(int from, int to) {}

  private final List<byte[]> entries = new ArrayList<>();
  private final Map<Range, Hash> roots = new HashMap<>();

  void add(byte[] entry) {
    entries.add(entry);
  }

  /** MTH(D[from:to]). */
  Hash root(int from, int to) {
    Hash known = roots.get(new Range(from, to));
    if (known != null) {
      return known;
    }
    Hash root;
    if (from == to) {
      root = Sha256.hash(new byte[0]);
    } else if (to == from + 1) {
      root = Sha256.hash(new byte[] {0}, entries.get(from));
    } else {
      int k = k(to - from);
      root =
          Sha256.hash(new byte[] {1}, root(from, from + k).toArray(), root(from + k, to).toArray());
    }
    roots.put(new Range(from, to), root);
    return root;
  }

  /** PATH(m, D[from:to]). */
  List<Hash> path(int m, int from, int to) {
    if (to - from == 1) {
      return new ArrayList<>();
    }
    int k = k(to - from);
    List<Hash> path;
    if (m < k) {
      path = path(m, from, from + k);
      path.add(root(from + k, to));
    } else {
      path = path(m - k, from + k, to);
      path.add(root(from, from + k));
    }
    return path;
  }

  /** SUBPROOF(m, D[from:to], whole). */
  List<Hash> subproof(int m, int from, int to, boolean whole) {
    var proof = new ArrayList<Hash>();
    if (m == to - from) {
      if (!whole) {
        proof.add(root(from, to));
      }
      return proof;
    }
    int k = k(to - from);
    if (m <= k) {
      proof.addAll(subproof(m, from, from + k, whole));
      proof.add(root(from + k, to));
    } else {
      proof.addAll(subproof(m - k, from + k, to, false));
      proof.add(root(from, from + k));
    }
    return proof;
  }

  private static int k(int n) {
    int k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    return k;
  }
}
