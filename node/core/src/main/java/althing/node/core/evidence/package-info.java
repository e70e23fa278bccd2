/** What validators did that no honest one does, kept so that others can be shown. */
@NullMarked
package althing.node.core.evidence;

import org.jspecify.annotations.NullMarked;
