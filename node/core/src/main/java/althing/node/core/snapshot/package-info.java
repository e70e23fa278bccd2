/**
 * The state of a block from peers, for a node that has nothing. {@link
 * althing.node.core.snapshot.SnapshotJoin} fetches it, {@link
 * althing.node.core.snapshot.SnapshotServer} gives it, {@link
 * althing.node.core.snapshot.SnapshotHead} is what makes the rest of it checkable, and {@link
 * althing.node.core.snapshot.SnapshotMessage} is what they say to each other. Rules SN1 to SN8 are
 * in the module's README.
 */
@NullMarked
package althing.node.core.snapshot;

import org.jspecify.annotations.NullMarked;
