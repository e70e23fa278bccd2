/** The rules that the network begins with and may replace by vote (RULES 9). */
@NullMarked
package althing.governance.policy;

import org.jspecify.annotations.NullMarked;
