package althing.node.core.chain;

import althing.consensus.pbft.BlockReader;
import althing.node.core.engine.ReplicatedLog;
import althing.node.core.evidence.EvidenceFile;
import althing.node.core.journal.JournalFile;
import althing.node.network.PeerHandler;
import althing.node.network.PeerNetwork;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a chain of several validators needs besides its store.
 *
 * @param journal opens the journal of this node's votes, under {@code pbft}
 * @param evidence keeps what shows that validators lie
 * @param log that the cluster writes, under {@code raft}; empty for a node that is no member of it
 * @param network joins the network, given who is to hear of peers; nothing may be heard before the
 *     chain is started
 */
public record Surroundings(
    Function<BlockReader, JournalFile> journal,
    EvidenceFile evidence,
    Optional<ReplicatedLog> log,
    Function<PeerHandler, PeerNetwork> network) {}
