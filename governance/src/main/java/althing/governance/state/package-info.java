/** How the projections of governance lay out their entries. */
@NullMarked
package althing.governance.state;

import org.jspecify.annotations.NullMarked;
