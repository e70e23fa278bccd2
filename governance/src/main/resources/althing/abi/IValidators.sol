// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.4;

/// Validators and who wants to be one, at 0x0000000000000000000000000000000000001003.
///
/// A candidate registers the key of its node and stakes a share of its reputation. When an epoch
/// begins, seats are given to those with the most; a third of them, rounded down, changes hands at
/// once at the most. Evidence that a validator voted twice costs it all that it staked.
interface IValidators {
    struct Seat {
        address account;
        bytes32 nodeKey;
    }

    struct Candidate {
        address account;
        bytes32 nodeKey;
        /// Who registered earlier comes first.
        uint64 number;
        /// Share of its reputation that is staked, in millionths, and what that will be from
        /// nextStakeEpoch on unless this is 0.
        uint64 stakePpm;
        uint64 nextStakePpm;
        uint64 nextStakeEpoch;
        /// No candidate before these epochs begin: found out by evidence; signed too little.
        uint64 jailedUntil;
        uint64 absentUntil;
    }

    event Registered(address indexed account, bytes32 indexed nodeKey, uint64 number);
    event Unregistered(address indexed account, bytes32 indexed nodeKey);
    event Staked(address indexed account, uint64 ppm);

    /// The stake will be smaller when `epoch` begins.
    event UnstakeAsked(address indexed account, uint64 ppm, uint64 epoch);

    /// Evidence, of this SHA-256, that `by` handed in. `taken` is reputation in millionths.
    event Jailed(
        address indexed account,
        bytes32 indexed evidence,
        address indexed by,
        uint64 taken,
        uint64 untilEpoch
    );

    /// It signed less than half of an epoch's blocks, as far as certificates tell.
    event Absent(
        address indexed account,
        uint64 epoch,
        uint64 signed,
        uint64 blocks,
        uint64 taken,
        uint64 untilEpoch
    );

    /// The validators of this chain are fixed: its engine is not "pbft".
    error NoElections(string engine);
    error AlreadyRegistered(address account);
    error NotRegistered(address account);
    error NodeKeyTaken(bytes32 nodeKey, address owner);

    /// The node key did not sign "althing/proof-of-possession/v1" with chain id, account and itself.
    error WrongProof(bytes32 nodeKey, address account);
    error ReputationTooSmall(uint64 reputation, uint64 least);
    error TooManyCandidates(uint256 limit);
    error StakeOutOfRange(uint64 ppm, uint64 limit);
    error StillStaked(uint64 ppm);
    error StillSeated(address account);
    error StillJailed(uint64 untilEpoch);

    /// It is malformed, is of another chain, or shows nobody guilty.
    error NoEvidence();
    error EvidenceTooLarge(uint256 size, uint256 limit);
    error NotInSet(bytes32 nodeKey, uint64 setNumber);

    /// Stakes may have been withdrawn since.
    error EvidenceTooOld(uint64 setNumber, uint64 replacedInEpoch);
    error PageOutOfRange(uint256 size, uint256 limit);
    error UnknownSet(uint64 number);

    /// Makes the caller a candidate. `proof` is the node key's Ed25519 signature over
    /// "althing/proof-of-possession/v1", the chain id (8 bytes), the account and the node key.
    function register(bytes32 nodeKey, bytes calldata proof) external;

    /// Ends the caller's candidacy; it has neither stake nor seat then.
    function unregister() external;

    /// Stakes a share of the caller's reputation, in millionths. More is staked at once, less from
    /// the epoch on that is returned.
    function stake(uint64 ppm) external returns (uint64 fromEpoch);

    /// Hands in evidence, as althing_evidence shows it. The culprit loses what it staked.
    function submitEvidence(bytes calldata evidence)
        external
        returns (address culprit, uint64 taken);

    function candidateOf(address account) external view returns (Candidate memory candidate);

    /// Candidates in byte order from `from` on, at most `limit` (1 to 100); `next` is zero at the
    /// end.
    function candidates(address from, uint256 limit)
        external
        view
        returns (Candidate[] memory page, address next);

    /// Whose node has this key; zero if nobody's.
    function ownerOf(bytes32 nodeKey) external view returns (address account);

    /// Who certifies the next block.
    function validators() external view returns (Seat[] memory seats);

    /// Blocks of this epoch that are known to be certified, the newest of them, and how many each
    /// validator signed.
    function uptime()
        external
        view
        returns (uint64 countedTo, uint64 blocks, uint64[] memory signed);

    /// How many sets of validators there have been.
    function setCount() external view returns (uint64 count);

    /// The set of this number, from 0 at genesis, and the epoch that ended when it was seated.
    function setAt(uint64 number) external view returns (uint64 seatedIn, Seat[] memory seats);
}
