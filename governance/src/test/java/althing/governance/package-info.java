/** What the tests of governance share. */
@NullMarked
package althing.governance;

import org.jspecify.annotations.NullMarked;
