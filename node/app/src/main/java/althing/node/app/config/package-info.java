/** A file that says what the command line leaves out. */
@NullMarked
package althing.node.app.config;

import org.jspecify.annotations.NullMarked;
