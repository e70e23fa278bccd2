/** What runs the engines of {@code consensus}: threads, timers and keys around pure machines. */
@NullMarked
package althing.node.core.engine;

import org.jspecify.annotations.NullMarked;
