package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.Proposal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The blocks above the newest final one: a tree of which a few branches are known. */
final class CandidateBlocks {

  private final Map<BlockId, Candidate> blocks = new LinkedHashMap<>();
  private final Set<BlockId> asked = new HashSet<>();

  @Nullable Candidate get(BlockId id) {
    return blocks.get(id);
  }

  /** The candidate of {@code block}, known before or new. */
  Candidate add(Proposal block) {
    return blocks.computeIfAbsent(block.id(), _ -> new Candidate(block));
  }

  /** Whether {@code id} is known to be valid and to close its validator set. */
  boolean closesSet(BlockId id) {
    var block = get(id);
    return block != null && block.judgement != null && block.judgement.closesSet();
  }

  /** In the order they came. */
  List<Candidate> inOrder() {
    return List.copyOf(blocks.values());
  }

  /** The known ones of {@code ids} and all their known ancestors, parents first. */
  List<Candidate> withAncestors(Collection<BlockId> ids) {
    var found = new LinkedHashSet<Candidate>();
    for (BlockId id : ids) {
      var line = new ArrayList<Candidate>();
      for (var block = get(id);
          block != null && !found.contains(block);
          block = get(block.proposal.parent())) {
        line.add(block);
      }
      Collections.reverse(line);
      found.addAll(line);
    }
    return List.copyOf(found);
  }

  /** The blocks after {@code base} up to {@code tip}; empty if one of them is missing. */
  List<Candidate> chainTo(BlockId tip, BlockId base) {
    var chain = new ArrayList<Candidate>();
    BlockId at = tip;
    while (!at.equals(base)) {
      var block = get(at);
      if (block == null) {
        return List.of();
      }
      chain.add(block);
      at = block.proposal.parent();
    }
    Collections.reverse(chain);
    return chain;
  }

  /** The blocks that are missing on the ways down from {@code tips} to the final block. */
  Set<BlockId> missing(Collection<BlockId> tips, BlockId base, long baseHeight) {
    var missing = new LinkedHashSet<BlockId>();
    var seen = new HashSet<BlockId>();
    for (BlockId tip : tips) {
      BlockId at = tip;
      while (!at.equals(base) && seen.add(at)) {
        var block = get(at);
        if (block == null) {
          missing.add(at);
        } else if (block.proposal.height() > baseHeight + 1) {
          at = block.proposal.parent();
        }
      }
    }
    return missing;
  }

  /** Notes that {@code id} is asked for; whether it was not before {@link #forgetAsked}. */
  boolean ask(BlockId id) {
    return asked.add(id);
  }

  void forgetAsked() {
    asked.clear();
  }

  /**
   * Forgets what is final and what no longer can be.
   *
   * @param base the newest final block
   * @return blocks that are lost, parents first: not final, and not above {@code base}
   */
  List<BlockId> settle(BlockId base, long height, Collection<BlockId> madeFinal) {
    var kept = new HashSet<BlockId>();
    kept.add(base);
    var lost = new ArrayList<BlockId>();
    var known = Set.copyOf(blocks.keySet());
    var inHeight = new ArrayList<>(blocks.values());
    inHeight.sort((a, b) -> Long.compare(a.proposal.height(), b.proposal.height()));
    for (var block : inHeight) {
      BlockId id = block.proposal.id();
      // A parent that is not known yet may turn out to be above the final block.
      boolean orphan = !known.contains(block.proposal.parent());
      if (block.proposal.height() > height
          && (kept.contains(block.proposal.parent())
              || orphan && block.proposal.height() > height + 1)) {
        kept.add(id);
      } else {
        blocks.remove(id);
        if (!madeFinal.contains(id)) {
          lost.add(id);
        }
      }
    }
    asked.clear();
    return lost;
  }

  /**
   * Forgets the oldest blocks that {@code needed} does not name, with all above them, until {@code
   * most} are left.
   *
   * @param needed with all their ancestors
   * @return blocks that are lost, parents first
   */
  List<BlockId> trim(int most, Set<BlockId> needed) {
    var lost = new LinkedHashSet<BlockId>();
    for (var id : List.copyOf(blocks.keySet())) {
      if (blocks.size() <= most) {
        break;
      }
      if (!needed.contains(id) && blocks.remove(id) != null) {
        lost.add(id);
        removeAbove(lost);
      }
    }
    return List.copyOf(lost);
  }

  private void removeAbove(Set<BlockId> lost) {
    boolean moved;
    do {
      moved = false;
      for (var block : List.copyOf(blocks.values())) {
        if (lost.contains(block.proposal.parent())) {
          blocks.remove(block.proposal.id());
          moved = lost.add(block.proposal.id());
        }
      }
    } while (moved);
  }

  /** What was postponed is asked about again. */
  void resume() {
    for (var block : blocks.values()) {
      if (block.state == Candidate.State.POSTPONED) {
        block.state = Candidate.State.KNOWN;
      }
    }
  }
}
