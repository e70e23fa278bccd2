/**
 * The replicated log of the {@code raft} engine, on Apache Ratis, which nothing outside this
 * package sees. {@link althing.node.raft.RatisLog} is the log, {@link
 * althing.node.raft.RatisSettings} what it is told.
 */
@NullMarked
package althing.node.raft;

import org.jspecify.annotations.NullMarked;
