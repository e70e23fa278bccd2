/**
 * IOUs: signed promises to pay, with collateral priced by trust, and the netting of debts that go
 * round in a circle (RULES 11). {@link althing.ledger.iou.Iou} is one promise, {@link
 * althing.ledger.iou.IouEvent} what can happen to it, {@code IouDecisions} what people may ask and
 * {@code IouDeadlines} and {@code IouNetting} what the epoch tick does. {@link
 * althing.ledger.iou.Ious} folds it; {@link althing.ledger.iou.IouView} answers questions.
 */
@NullMarked
package althing.ledger.iou;

import org.jspecify.annotations.NullMarked;
