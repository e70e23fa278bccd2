package althing.node.core.chain;

import althing.consensus.pbft.BlockReader;
import althing.node.core.journal.JournalFile;
import althing.node.network.PeerHandler;
import althing.node.network.PeerNetwork;
import java.util.function.Function;

/**
 * What a chain of several validators needs besides its store.
 *
 * @param journal opens the journal of this node's votes
 * @param network joins the network, given who is to hear of peers; nothing may be heard before the
 *     chain is started
 */
public record Surroundings(
    Function<BlockReader, JournalFile> journal, Function<PeerHandler, PeerNetwork> network) {}
