/** Values that several parts of governance share. */
@NullMarked
package althing.governance.types;

import org.jspecify.annotations.NullMarked;
