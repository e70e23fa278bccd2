/**
 * Validators: who offers a node, what reputation it stakes, who is elected, and who loses a stake
 * (RULES 13). {@link althing.governance.validators.ValidatorEvent} says what can happen, {@link
 * althing.governance.validators.Validators} folds it, {@code Election} chooses.
 */
@NullMarked
package althing.governance.validators;

import org.jspecify.annotations.NullMarked;
