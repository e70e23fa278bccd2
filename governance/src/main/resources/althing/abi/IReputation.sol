// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.4;

/// Reputation and members, at 0x0000000000000000000000000000000000001002.
///
/// Reputation is counted in millionths, by tag: [a-z0-9][a-z0-9_-]{0,31}, or "_general" for work of
/// no particular field. It cannot be sent. Each epoch leaves 99 of 100 parts of it, and nothing of
/// what is below a tenth. A member puts up a bond; its votes weigh by what it had at the end of the
/// epoch before a proposal was made.
interface IReputation {
    enum Source { Genesis, Task, Coordination, Vote, Validation }

    /// What an account has in one tag after a change of so much.
    struct Part {
        string tag;
        uint64 change;
        uint64 afterwards;
    }

    struct Entry {
        string tag;
        uint64 value;
    }

    /// Where reputation came from; `gained` is as of `epoch`.
    struct Award {
        uint64 number;
        Source source;
        address from;
        bytes32 subject;
        uint64 epoch;
        bool withdrawn;
        Entry[] gained;
    }

    /// `account` earned reputation for `subject`; `from` gave the work, or is zero.
    event Awarded(
        address indexed account,
        uint64 number,
        Source source,
        address indexed from,
        bytes32 indexed subject,
        uint64 epoch,
        Part[] parts
    );

    /// What decay had left of an award was taken back.
    event Withdrawn(
        address indexed account,
        uint64 number,
        bytes32 indexed subject,
        uint64 epoch,
        Part[] parts
    );

    /// A tag of which nothing has been left for long made room for another.
    event Forgotten(address indexed account, string tag);

    /// `share`, in 10^-12, was taken from every tag, rounded up.
    event Slashed(
        address indexed account,
        uint64 share,
        bytes32 indexed subject,
        uint64 epoch,
        Part[] parts
    );

    /// From the tick of `epoch` on, each leaves floor(kept * value / of), and nothing below `prune`.
    event DecaySet(uint64 epoch, uint64 kept, uint64 of, uint64 prune);

    /// `countsFrom` is the first epoch at whose end a vote of the member may weigh.
    event Joined(
        address indexed account,
        bytes publicKey,
        uint256 bond,
        uint64 epoch,
        uint64 countsFrom
    );

    event BondAdded(address indexed account, uint256 added, uint256 bond, uint64 epoch);

    /// A member takes a part of its bond, or all of it and leaves. It is paid when `free` begins.
    event BondReleased(
        address indexed account,
        uint256 released,
        uint256 bond,
        bool left,
        uint64 epoch,
        uint64 free
    );

    event BondReturned(address indexed account, uint256 amount);

    /// All who could vote at the end of `epoch`, and what they had together.
    event ElectorateCounted(uint64 indexed epoch, uint64 members, uint64 total);

    error NotAMember(address account);
    error AlreadyAMember(address account);

    /// The public key is that of another account, or (zero) no key at all.
    error WrongPublicKey(address account, address ofKey);

    error BondTooSmall(uint256 bond, uint256 least);
    error MoreThanBond(uint256 amount, uint256 bond);
    error ZeroAmount();
    error BadTag(string tag);
    error PageOutOfRange(uint256 size, uint256 limit);
    error EpochOutOfRange(uint64 epoch, uint64 earliest, uint64 latest);

    /// Makes the caller a member. The SP sent is its bond; `publicKey` is that of its account,
    /// compressed, for anonymous votes.
    function join(bytes calldata publicKey) external payable;

    /// Adds the SP sent to the bond.
    function addBond() external payable returns (uint256 bond);

    /// Takes a part of the bond back, which is paid when epoch `free` begins.
    function releaseBond(uint256 amount) external returns (uint64 free);

    /// Ends the caller's membership and releases its bond.
    function leave() external returns (uint64 free);

    function reputationOf(address account, string calldata tag) external view returns (uint64 value);

    /// As it was at the end of `epoch`, at most 128 epochs ago.
    function reputationAt(address account, string calldata tag, uint64 epoch)
        external
        view
        returns (uint64 value);

    function totalOf(address account) external view returns (uint64 value);

    function totalAt(address account, uint64 epoch) external view returns (uint64 value);

    function tagsOf(address account) external view returns (Entry[] memory entries);

    /// Awards from number `from` on, at most `limit` (1 to 100), and how many there are.
    function awardsOf(address account, uint64 from, uint256 limit)
        external
        view
        returns (Award[] memory awards, uint64 count);

    /// What a vote on a proposal with these tags (at most 3) weighs, in hundredths, by what the
    /// account was at the end of `epoch`.
    function weightOf(address account, string[] calldata tags, uint64 epoch)
        external
        view
        returns (uint64 hundredths);

    function memberOf(address account)
        external
        view
        returns (
            bool present,
            bytes memory publicKey,
            uint256 bond,
            uint64 joinedEpoch,
            uint64 countsFrom
        );

    /// Members in byte order from `from` on, at most `limit` (1 to 100); `next` is zero at the end.
    function members(address from, uint256 limit)
        external
        view
        returns (address[] memory page, address next);

    function electorateAt(uint64 epoch) external view returns (uint64 members, uint64 total);
}
