/** What the network decides about itself: who counts, who validates, what is done and paid. */
@NullMarked
package althing.governance;

import org.jspecify.annotations.NullMarked;
