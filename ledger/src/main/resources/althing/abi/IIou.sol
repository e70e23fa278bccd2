// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.4;

/// Debts between accounts, at 0x0000000000000000000000000000000000001001.
///
/// An IOU is a debtor's promise to pay its holder (first the creditor) an amount of SP. The debtor
/// locks collateral when it is issued: ceil(amount * (1000000 - trust) / 1000000). Until its expiry
/// epoch begins the holder may present it; what the debtor's balance cannot pay then is due 3
/// epochs later, is taken from the collateral at that time, and what is still unpaid is a default.
/// An IOU that was never presented lapses when its expiry epoch begins. When an epoch begins, debts
/// that go round in a circle are netted.
interface IIou {
    enum State { None, Open, Presented, PartlyRedeemed, Redeemed, Defaulted, Lapsed, Disputed, Netted }

    struct Iou {
        bytes32 id;
        address debtor;
        address creditor;
        address holder;
        /// What was promised, and what of it is neither paid, netted nor forgiven.
        uint256 amount;
        uint256 outstanding;
        /// What is locked for it now.
        uint256 collateral;
        uint64 issuedEpoch;
        /// It can be presented before this epoch begins; a dispute may move it.
        uint64 expiryEpoch;
        /// When the rest falls due; 0 unless presented.
        uint64 dueEpoch;
        /// When its dispute ends; 0 unless disputed.
        uint64 disputedUntil;
        State state;
        /// Whether the debtor must approve a transfer, and to whom the holder asks for one.
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

    /// The rest was due: `fromCollateral` went to the holder, `unpaid` is still owed, with nothing
    /// behind it.
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

    /// The holder waived `amount`; `collateral` went back to the debtor if nothing is outstanding.
    event Forgiven(
        bytes32 indexed id,
        address indexed debtor,
        address indexed holder,
        uint256 amount,
        uint256 outstanding,
        uint256 collateral
    );

    /// The holder asks the debtor to approve a transfer.
    event TransferProposed(bytes32 indexed id, address indexed holder, address indexed newHolder);

    /// The holder no longer asks for it.
    event TransferWithdrawn(bytes32 indexed id, address indexed holder);

    event Transferred(bytes32 indexed id, address indexed from, address indexed to);

    /// Disputed until withdrawn, at the latest until `untilEpoch` begins.
    event Disputed(bytes32 indexed id, address indexed debtor, uint64 untilEpoch);

    /// The dispute ended; these are the deadlines from now on.
    event DisputeEnded(bytes32 indexed id, uint64 expiryEpoch, uint64 dueEpoch);

    /// A circle of debts was reduced: what `debtor` owes `holder` on open IOUs, by `amount`.
    event ArcNetted(address indexed debtor, address indexed holder, uint256 amount);

    /// An IOU carried `amount` of such a reduction; `collateral` went back to the debtor.
    event Netted(
        bytes32 indexed id,
        address indexed debtor,
        address indexed holder,
        uint256 amount,
        uint256 outstanding,
        uint256 collateral
    );

    error ZeroAmount();
    error ZeroAddress();
    /// More than any account can ever pay.
    error AmountTooLarge(uint256 amount, uint256 limit);
    error SelfIou(address account);
    error UnknownIou(bytes32 id);
    error NotDebtor(address caller, address debtor);
    error NotHolder(address caller, address holder);
    /// It is in a state in which this cannot be done.
    error WrongState(bytes32 id, State state);
    error ExpiryOutOfRange(uint64 expiryEpoch, uint64 earliest, uint64 latest);
    /// `signer` is zero if no key can have made the signature.
    error BadSignature(address signer, address debtor);
    error WrongNonce(uint64 nonce, uint64 expected);
    error CollateralShort(uint256 required, uint256 available);
    error BalanceShort(uint256 required, uint256 available);
    error MoreThanOwed(uint256 amount, uint256 outstanding);
    error AlreadyHolder(address holder);
    /// `newHolder` is zero if no transfer is proposed at all.
    error TransferNotProposed(bytes32 id, address newHolder);
    error AlreadyDisputed(bytes32 id);
    error PageOutOfRange(uint16 size, uint16 limit);

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

    /// The debtor pays `amount` of it, presented or not; after a default, to make good.
    function redeem(bytes32 id, uint256 amount) external returns (uint256 outstanding);

    /// The holder waives `amount` of it.
    function forgive(bytes32 id, uint256 amount) external returns (uint256 outstanding);

    /// The holder gives it to `newHolder`, or proposes that where the debtor's consent is required.
    function transfer(bytes32 id, address newHolder) external;

    /// The debtor approves the transfer that the holder proposed.
    function approveTransfer(bytes32 id, address newHolder) external;

    /// The holder takes its proposal back.
    function withdrawTransfer(bytes32 id) external;

    /// The debtor disputes it, once, for at most 7 epochs: meanwhile it neither falls due nor
    /// expires and is left out of netting. Afterwards there are at least 3 epochs to go on.
    function dispute(bytes32 id) external;

    /// The debtor ends its dispute.
    function withdrawDispute(bytes32 id) external;

    /// An IOU, also one that is over.
    function iou(bytes32 id) external view returns (Iou memory);

    /// At most `limit` (1 to 100) unsettled IOUs that `debtor` owes, in the order of their ids from
    /// `cursor` on; 0 starts. `next` is the cursor to go on with, 0 at the end.
    function iousOfDebtor(address debtor, bytes32 cursor, uint16 limit)
        external
        view
        returns (Iou[] memory ious, bytes32 next);

    /// Those that are owed to `holder`, in the same way.
    function iousOfHolder(address holder, bytes32 cursor, uint16 limit)
        external
        view
        returns (Iou[] memory ious, bytes32 next);

    /// The nonce that the next IOU of `debtor` must carry.
    function nonceOf(address debtor) external view returns (uint64 nonce);

    /// What `debtor` owes `holder` on open IOUs: what netting may take off.
    function debtBetween(address debtor, address holder) external view returns (uint256 amount);

    /// What `debtor` would have to lock for an IOU of `amount` now.
    function collateralFor(address debtor, uint256 amount) external view returns (uint256 collateral);

    /// Trust of an account in millionths, as of the current epoch.
    function trustOf(address account) external view returns (uint32 trust);
}
