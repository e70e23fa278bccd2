/** Anonymous votes: what is needed to sign as one of several members without telling which. */
@NullMarked
package althing.governance.ring;

import org.jspecify.annotations.NullMarked;
