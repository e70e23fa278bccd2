// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.4;

/// Debts between accounts, at 0x0000000000000000000000000000000000001001.
///
/// An IOU is a debtor's promise to pay its holder (first the creditor) an amount of SP. The debtor
/// locks collateral when it is issued: ceil(amount * (1000000 - trust) / 1000000). Before the
/// expiry the holder may present it; what the debtor's balance cannot pay then is due 3 epochs
/// later, taken from the collateral, and what is still unpaid is a default. An IOU that was never
/// presented lapses at its expiry. At the end of each epoch, debts that go round in a circle are
/// netted.
interface IIou {
    enum State { None, Open, Presented, PartlyRedeemed, Redeemed, Defaulted, Lapsed, Disputed, Netted }

    enum Role { Debtor, Holder }

    struct Iou {
        bytes32 id;
        address debtor;
        address holder;
        /// What was promised, and what of it is not paid yet.
        uint256 amount;
        uint256 outstanding;
        /// What is locked for it now.
        uint256 collateral;
        uint64 issuedEpoch;
        /// It can be presented before this epoch begins.
        uint64 expiryEpoch;
        /// When the rest falls due; 0 unless presented.
        uint64 dueEpoch;
        State state;
        /// Whether the debtor must approve a transfer, and of which to whom that is asked.
        bool consentRequired;
        address proposedHolder;
        uint64 nonce;
    }

    event Issued(
        bytes32 indexed id,
        address indexed debtor,
        address indexed creditor,
        uint256 amount,
        uint256 collateral,
        uint64 expiryEpoch,
        bool consentRequired,
        uint64 nonce
    );

    /// The holder asked for payment. What is outstanding after `paid` is due at `dueEpoch`.
    event Presented(
        bytes32 indexed id,
        address indexed debtor,
        address indexed holder,
        uint256 paid,
        uint256 outstanding,
        uint64 dueEpoch
    );

    /// The debtor paid a part or all.
    event Paid(
        bytes32 indexed id,
        address indexed debtor,
        address indexed holder,
        uint256 amount,
        uint256 outstanding
    );

    /// All is paid; `collateral` went back to the debtor.
    event Redeemed(
        bytes32 indexed id, address indexed debtor, address indexed holder, uint256 collateral
    );

    /// The rest was due: `fromCollateral` went to the holder, `unpaid` is lost.
    event Defaulted(
        bytes32 indexed id,
        address indexed debtor,
        address indexed holder,
        uint256 fromCollateral,
        uint256 unpaid
    );

    /// It was never presented; `collateral` went back to the debtor.
    event Lapsed(
        bytes32 indexed id, address indexed debtor, address indexed holder, uint256 collateral
    );

    /// The holder asks the debtor to approve a transfer.
    event TransferProposed(bytes32 indexed id, address indexed holder, address indexed newHolder);

    event Transferred(bytes32 indexed id, address indexed from, address indexed to);

    /// Disputed until resolved, at the latest when `untilEpoch` begins.
    event Disputed(bytes32 indexed id, address indexed by, uint64 untilEpoch);

    /// One side says that `owed` is what remains to be paid.
    event ResolutionOffered(bytes32 indexed id, address indexed by, uint256 owed);

    /// The dispute ended, and `outstanding` remains to be paid.
    event DisputeResolved(bytes32 indexed id, uint256 outstanding);

    /// A circle of debts was reduced, this IOU by `amount`; `collateral` went back to the debtor.
    event Netted(
        bytes32 indexed id,
        address indexed debtor,
        address indexed holder,
        uint256 amount,
        uint256 outstanding,
        uint256 collateral
    );

    /// Trust of an account in millionths, after a change of `delta`.
    event TrustChanged(address indexed account, int32 delta, uint32 trust);

    error ZeroAmount();
    error SelfIou(address account);
    error UnknownIou(bytes32 id);
    error NotDebtor(address caller, address debtor);
    error NotHolder(address caller, address holder);
    error NotParty(address caller, address debtor, address holder);
    /// It is in a state in which this cannot be done.
    error NotOpen(bytes32 id, State state);
    error Expired(uint64 expiryEpoch, uint64 currentEpoch);
    error ExpiryOutOfRange(uint64 expiryEpoch, uint64 earliest, uint64 latest);
    error BadSignature(address signer, address debtor);
    error WrongNonce(uint64 nonce, uint64 expected);
    error CollateralShort(uint256 required, uint256 available);
    error BalanceShort(uint256 required, uint256 available);
    error MoreThanOwed(uint256 amount, uint256 outstanding);
    error TransferNotProposed(bytes32 id, address newHolder);
    error AlreadyDisputed(bytes32 id);
    error NotDisputed(bytes32 id, State state);
    error LimitReached(uint64 count, uint64 limit);

    /// Promises `amount` to `creditor`; the debtor is the caller. Uses up one nonce of `nonceOf`,
    /// so that a signature given for that nonce is void.
    function issue(address creditor, uint256 amount, uint64 expiryEpoch, bool consentRequired)
        external
        returns (bytes32 id);

    /// Issues an IOU that the debtor signed (EIP-712, domain name "Althing IOU", version "1", chain
    /// id, this contract): Iou(address debtor,address creditor,uint256 amount,uint64 expiryEpoch,
    /// bool consentRequired,uint64 nonce). Anyone may submit it. `signature` is r, s, v: 65 bytes.
    function issueSigned(
        address debtor,
        address creditor,
        uint256 amount,
        uint64 expiryEpoch,
        bool consentRequired,
        uint64 nonce,
        bytes calldata signature
    ) external returns (bytes32 id);

    /// The holder asks for payment: the debtor's balance pays what it can at once.
    function present(bytes32 id) external returns (uint256 paid);

    /// The debtor pays `amount` of it.
    function redeem(bytes32 id, uint256 amount) external returns (uint256 outstanding);

    /// The holder gives it to `newHolder`, or proposes that where the debtor's consent is required.
    function transfer(bytes32 id, address newHolder) external;

    /// The debtor approves the transfer that the holder proposed.
    function approveTransfer(bytes32 id, address newHolder) external;

    /// Debtor or holder disputes it, once: it is left out of netting and does not fall due until
    /// the dispute is resolved or its time is over.
    function dispute(bytes32 id) external;

    /// Debtor or holder says what is still owed. When both say the same, the dispute ends with
    /// that; when the one who disputed says what is outstanding, it is withdrawn.
    function resolveDispute(bytes32 id, uint256 owed) external;

    function iou(bytes32 id) external view returns (Iou memory);

    /// At most `limit` (1 to 100) IOUs of an account in the order of their ids, which follow
    /// `cursor`; 0 starts. `next` is the cursor to go on with, 0 at the end.
    function iousOf(address account, Role role, bytes32 cursor, uint16 limit)
        external
        view
        returns (Iou[] memory ious, bytes32 next);

    /// The nonce that the next IOU of `debtor` must carry.
    function nonceOf(address debtor) external view returns (uint64 nonce);

    /// What `debtor` would have to lock for an IOU of `amount` now.
    function collateralFor(address debtor, uint256 amount) external view returns (uint256 collateral);

    /// Trust of an account in millionths, as of the current epoch.
    function trustOf(address account) external view returns (uint32 trust);

    /// What all unsettled IOUs together still promise to the account, and what it still owes on them.
    function netPosition(address account) external view returns (uint256 owedToIt, uint256 owedByIt);
}
