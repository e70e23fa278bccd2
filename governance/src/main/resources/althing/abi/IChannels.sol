// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.4;

/// Channels, at 0x0000000000000000000000000000000000001004.
///
/// A channel is a number; 0 is the root, which is always there, has no owner and holds everybody.
/// Every task, proposal and tool is in exactly one channel. Each channel has a treasury (contract
/// Treasury). Proposals split and merge channels; the events say what became of everything.
///
/// A name is [a-z0-9][a-z0-9_-]{0,31} and belongs to one channel that is not archived. Names that
/// open with "team-" are given by the network. `by` is who decided it: an account, or
/// 0x0000000000000000000000000000000000000fff for the network.
interface IChannels {
    /// In rising order. A moderator invites accounts and removes plain members; an owner also gives
    /// roles and changes or archives the channel. None: not a member.
    enum Role { None, Member, Moderator, Owner }

    enum Kind { None, Task, Proposal, Tool }

    /// `origin` is the channel that it was split off, `successor` (once archived) the one that it
    /// was merged into; 0 if there is none. `deposit` goes back to `founder` when it is archived,
    /// and is 0 from then on. Nobody is counted as a member of the root.
    struct Channel {
        uint64 id;
        string name;
        string description;
        bool open;
        bool archived;
        uint64 origin;
        uint64 successor;
        address founder;
        uint256 deposit;
        uint64 createdEpoch;
        uint64 members;
        uint64 owners;
        uint64 items;
    }

    struct Member {
        address account;
        Role role;
    }

    /// `archived`: the account was a member in the end and has no role any more.
    struct Membership {
        uint64 channel;
        Role role;
        bool archived;
    }

    /// No member. An invited account may join; one that was removed may join only if invited.
    struct Stranger {
        address account;
        bool invited;
        bool removed;
    }

    struct PlacedItem {
        bytes32 id;
        string[] tags;
    }

    /// A new channel, whose members follow. `founder` is zero if the network made it; `treasury` is
    /// its share of the treasury of `origin`.
    event Created(
        uint64 indexed channel,
        string name,
        string description,
        bool open,
        uint64 indexed origin,
        address indexed founder,
        uint256 deposit,
        uint256 treasury,
        uint64 epoch
    );

    event Renamed(uint64 indexed channel, string name, address by);
    event Described(uint64 indexed channel, string description, address by);
    event OpennessSet(uint64 indexed channel, bool open, address by);

    event MemberAdded(uint64 indexed channel, address indexed account, Role role, address by);
    event RoleGiven(uint64 indexed channel, address indexed account, Role role, address by);
    event MemberLeft(uint64 indexed channel, address indexed account);

    /// `account` may come back only when invited.
    event MemberRemoved(uint64 indexed channel, address indexed account, address by);

    event Invited(uint64 indexed channel, address indexed account, address by);
    event InvitationWithdrawn(uint64 indexed channel, address indexed account, address by);

    /// The channel is over. `treasury` went to `successor`, which is 0 (the root) unless it was
    /// merged; `deposit` went to its founder.
    event Archived(
        uint64 indexed channel,
        uint64 indexed successor,
        uint256 treasury,
        uint256 deposit
    );

    event ItemPlaced(Kind kind, bytes32 indexed item, uint64 indexed channel, string[] tags);

    /// A split or a merge took it along.
    event ItemMoved(Kind kind, bytes32 indexed item, uint64 indexed from, uint64 indexed to);

    /// It is over.
    event ItemRemoved(Kind kind, bytes32 indexed item, uint64 indexed channel);

    /// There is no such channel, or (where something is to change) it is archived.
    error UnknownChannel(uint64 channel);

    error UnknownName(string name);
    error UnknownItem(Kind kind, bytes32 item);

    /// The root has neither members nor an owner, and stays as it is.
    error RootChannel();

    error BadName(string name);
    error ReservedName(string name);
    error NameTaken(string name, uint64 channel);
    error RepeatedName(string name);

    /// In bytes of UTF-8.
    error DescriptionTooLong(uint256 size, uint256 limit);

    /// Neither more nor less than the deposit is to be sent.
    error WrongDeposit(uint256 sent, uint256 deposit);

    error ZeroAddress();
    error AlreadyMember(uint64 channel, address account);
    error NotMember(uint64 channel, address account);
    error NotInvited(uint64 channel, address account);

    /// It needs no invitation.
    error MayJoin(uint64 channel, address account);

    error RoleTooLow(uint64 channel, address account, Role role, Role needed);

    /// An owner is neither removed nor given a lower role by another.
    error OwnerProtected(uint64 channel, address account);

    error BadRole(uint64 role);
    error SameRole(uint64 channel, address account, Role role);

    /// A channel is never without an owner.
    error LastOwner(uint64 channel, address account);

    error HoldsItems(uint64 channel, uint64 items);
    error HoldsSp(uint64 channel, uint256 amount);
    error BadKind(uint64 kind);
    error PageOutOfRange(uint256 size, uint256 limit);

    /// Of commands that proposals run: more items and members than one of them may move.
    error TooMuchToMove(uint64 count, uint64 limit);

    /// Of a split.
    error PartsOutOfRange(uint256 count, uint256 limit);
    error MatchesOutOfRange(string part, uint256 count, uint256 limit);
    error EmptyMatch(string part);
    error WeightOutOfRange(int64 weight, uint64 limit);
    error ZeroWeights();

    /// Of a merge.
    error SourcesOutOfRange(uint256 count, uint256 limit);
    error RepeatedChannel(uint64 channel);

    /// Makes a channel that the caller owns. The SP sent must be the deposit (`depositNow`), which
    /// comes back when the channel is archived. Anybody may join an `open` channel, others take an
    /// invitation. The description has at most 256 bytes of UTF-8.
    function create(string calldata name, string calldata description, bool open)
        external
        payable
        returns (uint64 channel);

    /// Makes the caller a member of a channel that is open or has invited it.
    function join(uint64 channel) external;

    /// Ends the caller's membership. The last owner gives its role to another first; the only
    /// member archives the channel by leaving, which takes that it holds neither items nor SP.
    function leave(uint64 channel) external;

    /// By a moderator or an owner.
    function invite(uint64 channel, address account) external;

    /// By a moderator or an owner.
    function withdrawInvitation(uint64 channel, address account) external;

    /// By a moderator or an owner; moderators are removed by owners only, and owners by nobody.
    function removeMember(uint64 channel, address account) external;

    /// By an owner, to any member that is no owner; and by any member to itself, if the role is
    /// lower than before.
    function giveRole(uint64 channel, address account, Role role) external;

    /// By an owner.
    function rename(uint64 channel, string calldata name) external;

    /// By an owner.
    function describe(uint64 channel, string calldata description) external;

    /// By an owner.
    function setOpen(uint64 channel, bool open) external;

    /// By an owner, of a channel without items. What its treasury holds goes to the root if that is
    /// asked for; else it must be nothing.
    function archive(uint64 channel, bool treasuryToRoot) external;

    /// What a founder has to send, in base units.
    function depositNow() external view returns (uint256 deposit);

    /// Also one that is archived.
    function channel(uint64 id) external view returns (Channel memory found);

    /// The one of this name that is not archived.
    function channelNamed(string calldata name) external view returns (Channel memory found);

    /// All but the root, from number `from` on, at most `limit` (1 to 100); `next` is 0 at the end.
    /// The other lists are read in the same way.
    function channels(uint64 from, uint256 limit)
        external
        view
        returns (Channel[] memory page, uint64 next);

    /// None, if the channel is archived. In the root everybody is a member.
    function roleOf(uint64 channel, address account) external view returns (Role role);

    function standingOf(uint64 channel, address account)
        external
        view
        returns (bool invited, bool removed);

    /// Of an archived channel: who they were in the end.
    function members(uint64 channel, address from, uint256 limit)
        external
        view
        returns (Member[] memory page, address next);

    /// Accounts that are invited or were removed.
    function strangers(uint64 channel, address from, uint256 limit)
        external
        view
        returns (Stranger[] memory page, address next);

    function channelsOf(address account, uint64 from, uint256 limit)
        external
        view
        returns (Membership[] memory page, uint64 next);

    function items(uint64 channel, Kind kind, bytes32 from, uint256 limit)
        external
        view
        returns (PlacedItem[] memory page, bytes32 next);

    /// Where an item is, and its tags.
    function placeOf(Kind kind, bytes32 item)
        external
        view
        returns (uint64 channel, string[] memory tags);
}
