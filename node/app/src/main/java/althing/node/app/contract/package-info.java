/** System contracts on the command line: by name, with arguments and answers as text. */
@NullMarked
package althing.node.app.contract;

import org.jspecify.annotations.NullMarked;
