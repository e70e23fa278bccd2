/**
 * Reputation: what an account has earned, by field, and how it fades (RULES 2); and who is a
 * member, whose vote weighs (RULES 3). {@link althing.governance.reputation.ReputationEvent} says
 * what can happen, {@link althing.governance.reputation.Reputation} folds it and is what other
 * parts ask and award through, {@link althing.governance.reputation.Members} knows the members.
 */
@NullMarked
package althing.governance.reputation;

import org.jspecify.annotations.NullMarked;
