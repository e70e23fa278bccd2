package althing.node.core.mempool;

import althing.ledger.account.Account;
import althing.ledger.types.Address;

/** Accounts after the newest executed block. Safe from any thread. */
public interface AccountSource {

  Account account(Address address);
}
