package althing.consensus.pbft;

import althing.consensus.BlockId;
import althing.consensus.pbft.Message.Propose;
import althing.consensus.pbft.Vote.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The present view, and what is known of the views above the final one. */
final class Views {

  private final FinalChain chain;
  private final NavigableMap<Long, Round> rounds = new TreeMap<>();
  private long now;

  Views(FinalChain chain) {
    this.chain = chain;
    now = chain.view() + 1;
  }

  /** The view this node takes part in. */
  long now() {
    return now;
  }

  void enter(long view) {
    now = view;
  }

  /** The round of {@code view}, made if nothing was known of it. */
  Round at(long view) {
    return rounds.computeIfAbsent(view, _ -> new Round());
  }

  @Nullable Round find(long view) {
    return rounds.get(view);
  }

  @Nullable Round present() {
    return rounds.get(now);
  }

  /** In ascending order of views. */
  Collection<Round> all() {
    return Collections.unmodifiableCollection(rounds.values());
  }

  /** In descending order of views. */
  Collection<Round> newestFirst() {
    return Collections.unmodifiableCollection(rounds.descendingMap().values());
  }

  /** The newest view that a certificate allows to leave; the final one if there is none. */
  long highestDecided() {
    for (var entry : rounds.descendingMap().entrySet()) {
      if (entry.getValue().isDecided()) {
        return entry.getKey();
      }
    }
    return chain.view();
  }

  /** Whether every view between the two was skipped. */
  boolean allSkippedBetween(long low, long high) {
    for (long view = low + 1; view < high; view++) {
      Round round = rounds.get(view);
      if (round == null || round.certificate(Kind.SKIP) == null) {
        return false;
      }
    }
    return true;
  }

  /** The newest view with a certified block since which every view was skipped; -1: none. */
  long parentView() {
    for (long view = now - 1; view > chain.view(); view--) {
      Round round = rounds.get(view);
      if (round == null) {
        return -1;
      }
      if (round.blockCertificate() != null) {
        return view;
      }
      if (round.certificate(Kind.SKIP) == null) {
        return -1;
      }
    }
    return chain.view();
  }

  /** The certificate of the block of {@code view}, which has one. */
  QuorumCertificate certified(long view) {
    Round round = rounds.get(view);
    var certificate = round == null ? null : round.blockCertificate();
    if (certificate == null) {
      throw new IllegalStateException("no block is certified in view " + view);
    }
    return certificate;
  }

  /** Certified blocks above the final one that are within reach, in ascending order of views. */
  Set<BlockId> certifiedBlocks() {
    var ids = new LinkedHashSet<BlockId>();
    for (Round round : rounds.values()) {
      var certificate = round.blockCertificate();
      if (certificate != null
          && certificate.vote().height() > chain.height()
          && chain.reaches(certificate.vote().height())) {
        ids.add(certificate.vote().block());
      }
    }
    return ids;
  }

  /** Whether a certified block is not final yet. */
  boolean hasUnfinal() {
    return rounds.values().stream()
        .map(Round::blockCertificate)
        .anyMatch(
            certificate -> certificate != null && certificate.vote().height() > chain.height());
  }

  /** The skips since {@code parent} that go with a proposal of the present view. */
  List<QuorumCertificate> skipsSince(long parent) {
    var skips = new ArrayList<QuorumCertificate>();
    for (long view = Math.max(parent + 1, now - Propose.MAX_SKIPS); view < now; view++) {
      var skip = at(view).certificate(Kind.SKIP);
      if (skip != null) {
        skips.add(skip);
      }
    }
    return skips;
  }

  /** The certificates that take somebody from view {@code theirs} to the present one (L3). */
  List<QuorumCertificate> certificatesAbove(long theirs) {
    var chosen = new ArrayList<QuorumCertificate>();
    if (chain.view() >= theirs) {
      chain.certificate().ifPresent(chosen::add);
    }
    for (Round round : rounds.headMap(now, false).descendingMap().values()) {
      var block = round.blockCertificate();
      if (block != null) {
        chosen.add(block);
        var commit = round.certificate(Kind.COMMIT);
        if (commit != null && block.vote().kind() != Kind.COMMIT) {
          chosen.add(commit);
        }
        break;
      }
    }
    long missing = Math.max(theirs, chain.view() + 1);
    for (Round round : rounds.subMap(missing, Math.max(missing, now)).values()) {
      var skip = round.certificate(Kind.SKIP);
      if (skip != null && chosen.size() < Propose.MAX_SKIPS) {
        chosen.add(skip);
      }
    }
    return chosen;
  }

  /** Of skipped views before the last one only the certificate is needed. */
  void forgetVotesOfSkipped() {
    rounds.headMap(now - 1).values().forEach(Round::forgetVotesOfSkipped);
  }

  /**
   * B6: below the newest certified block only certificates of blocks within reach matter, and of
   * those of one block the best. Forgets the others once there are more than {@code most} views.
   */
  void trim(int most) {
    if (rounds.size() <= most) {
      return;
    }
    long newest = newestCertified();
    var certified = new HashSet<BlockId>();
    var committed = new HashSet<BlockId>();
    rounds
        .headMap(newest, false)
        .descendingMap()
        .values()
        .removeIf(round -> !isWorthKeeping(round, certified, committed));
  }

  private boolean isWorthKeeping(Round round, Set<BlockId> certified, Set<BlockId> committed) {
    var certificate = round.blockCertificate();
    if (certificate == null || !chain.reaches(certificate.vote().height())) {
      return false;
    }
    BlockId block = certificate.vote().block();
    boolean first = certified.add(block);
    return round.certificate(Kind.COMMIT) == null ? first : committed.add(block);
  }

  /** The newest view with a certified block; the final one if there is none. */
  private long newestCertified() {
    for (var entry : rounds.descendingMap().entrySet()) {
      if (entry.getValue().blockCertificate() != null) {
        return entry.getKey();
      }
    }
    return chain.view();
  }

  /** Forgets the final views; whether the present one was among them. */
  boolean forgetFinal() {
    rounds.headMap(chain.view(), true).clear();
    if (now > chain.view()) {
      return false;
    }
    now = chain.view() + 1;
    return true;
  }

  /** P9: the next set's views count from 1. */
  void beginEpoch() {
    rounds.clear();
    now = chain.view() + 1;
  }

  void check() {
    require(now > chain.view(), "the view is final");
    require(rounds.isEmpty() || rounds.firstKey() > chain.view(), "a final view is kept");
    require(now > highestDecided(), "a decided view was not left");
    require(
        rounds.isEmpty() || rounds.lastKey() <= now + PbftMachine.VOTES_AHEAD,
        "a view too far ahead is kept");
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(
          "%s: view %d, %d final, kept %s".formatted(what, now, chain.view(), rounds.keySet()));
    }
  }
}
