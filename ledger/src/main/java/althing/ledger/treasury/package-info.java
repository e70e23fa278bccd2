/** The common money of channels; channel 0 is the root and receives base fees. */
@NullMarked
package althing.ledger.treasury;

import org.jspecify.annotations.NullMarked;
