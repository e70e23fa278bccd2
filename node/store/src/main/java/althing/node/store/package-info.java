/**
 * RocksDB behind the ledger's key-value port. Begin with {@link RocksDbStore}; {@link
 * AcknowledgedMark} and {@link WriteAheadLogs} say how lost and corrupted writes are told from
 * unfinished ones.
 */
@NullMarked
package althing.node.store;

import org.jspecify.annotations.NullMarked;
