/**
 * Whole networks of the {@code pbft} engine in one thread, under one seed and virtual time. Read
 * {@link althing.consensus.pbft.simulation.Scenario}, what can go wrong in a run, then {@link
 * althing.consensus.pbft.simulation.World}, where it does, and {@link
 * althing.consensus.pbft.simulation.Referee}, who says what must hold.
 */
@NullMarked
package althing.consensus.pbft.simulation;

import org.jspecify.annotations.NullMarked;
