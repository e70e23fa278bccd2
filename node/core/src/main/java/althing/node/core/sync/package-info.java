/**
 * Final blocks from peers, for a node that is behind. {@link althing.node.core.sync.BlockSync} is
 * the way in; {@link althing.node.core.sync.RangeServer} answers peers that are behind, {@link
 * althing.node.core.sync.RangeFetcher} catches up. {@link althing.node.core.sync.SyncMessage} is
 * what they say to each other. Rules SY1 to SY10 are in the module's README.
 */
@NullMarked
package althing.node.core.sync;

import org.jspecify.annotations.NullMarked;
