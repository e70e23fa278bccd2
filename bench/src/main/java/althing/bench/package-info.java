/** Benchmarks of the steps that a transaction takes, over one chain of transfers. */
@NullMarked
package althing.bench;

import org.jspecify.annotations.NullMarked;
