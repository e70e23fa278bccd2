/** What commands write: text for people, JSON for scripts, progress on long work. */
@NullMarked
package althing.node.app.terminal;

import org.jspecify.annotations.NullMarked;
