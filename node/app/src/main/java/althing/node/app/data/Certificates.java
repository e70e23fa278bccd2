package althing.node.app.data;

import althing.consensus.certificate.CommitRule;
import althing.ledger.block.BlockHeader;
import althing.ledger.block.HeaderCodec;
import althing.ledger.chain.ChainStore;
import althing.ledger.event.Event;
import althing.ledger.event.RecordedEvent;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import althing.ledger.types.MalformedException;
import althing.node.app.CommandFailure;
import althing.node.app.terminal.ProgressBar;
import althing.node.core.finality.CertifiedBlocks;
import althing.node.core.finality.FinalityProof;
import althing.node.core.finality.FinalityProofCodec;
import althing.node.core.finality.FinalityVerifier;
import althing.node.core.finality.FinalityVerifier.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The certificates of a stored chain, found to be right for every block.
 *
 * @param count certificates that were checked
 * @param trusted whether {@code genesis} is one that the caller named
 */
record Certificates(long count, Hash genesis, boolean trusted, CommitRule rule) {

  /**
   * Checks every block from genesis on.
   *
   * @param trusted hash of the block at height 0; empty takes the chain's own
   * @throws CommandFailure naming the first block that is not final, and why
   */
  static Certificates check(DataDirectory directory, Optional<Hash> trusted) {
    ChainStore chain = directory.chain();
    Hash genesis = chain.genesisHash().orElseThrow();
    if (trusted.isPresent() && !trusted.get().equals(genesis)) {
      throw wrong(directory, "block 0 is %s, not the trusted %s".formatted(genesis, trusted.get()));
    }
    long head = chain.headHeight();
    long count = 0;
    long oldest = chain.oldestBlock();
    CertifiedBlocks blocks = begin(directory, genesis);
    try (var progress = ProgressBar.of("certificates checked", head)) {
      for (long height = oldest + 1; height <= head; height++) {
        Bytes certificate = chain.certificate(height).orElse(Bytes.EMPTY);
        long at = height;
        Optional<String> defect =
            blocks.next(header(chain, height), certificate, () -> events(chain, at));
        if (defect.isPresent()) {
          throw wrong(directory, defect.get());
        }
        count += certificate.isEmpty() ? 0 : 1;
        progress.at(height);
      }
    }
    Optional<String> end = blocks.end();
    if (end.isPresent()) {
      throw wrong(directory, end.get());
    }
    return new Certificates(count, genesis, trusted.isPresent(), blocks.rule());
  }

  /** From genesis on, or from the block that the chain began with, which a proof leads to. */
  private static CertifiedBlocks begin(DataDirectory directory, Hash genesis) {
    ChainStore chain = directory.chain();
    long oldest = chain.oldestBlock();
    if (oldest == 0) {
      return new CertifiedBlocks(header(chain, 0), events(chain, 0));
    }
    try {
      FinalityProof base =
          FinalityProofCodec.decode(chain.baseFinality().orElseThrow().unsafeArray());
      if (FinalityVerifier.verify(base, genesis) instanceof Verdict.Refused(var reason)) {
        throw wrong(directory, "block %d: %s".formatted(oldest, reason));
      }
      if (!HeaderCodec.hash(base.proven()).equals(chain.blockHash(oldest).orElseThrow())) {
        throw wrong(directory, "block %d is not the one that is proved final".formatted(oldest));
      }
      return new CertifiedBlocks(base, events(chain, oldest));
    } catch (MalformedException e) {
      throw wrong(directory, "block %d: %s".formatted(oldest, e.getMessage()));
    }
  }

  private static List<Event> events(ChainStore chain, long height) {
    return chain.events(height).stream().map(RecordedEvent::event).toList();
  }

  private static BlockHeader header(ChainStore chain, long height) {
    return chain.header(height).orElseThrow();
  }

  private static CommandFailure wrong(DataDirectory directory, String what) {
    return CommandFailure.notVerified(directory.path() + ": " + what);
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("checked", count);
    json.put("genesis", genesis.toHex());
    json.put("genesisTrusted", trusted);
    json.put("engine", rule.engine());
    json.put("restsOn", rule.trust());
    return json;
  }

  String text() {
    return "%,d are right from genesis %s on%s; engine %s: they rest on %s"
        .formatted(count, genesis, trusted ? ", which you trust" : "", rule.engine(), rule.trust());
  }
}
