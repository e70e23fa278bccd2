// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.4;

/// The treasuries of the channels, at 0x0000000000000000000000000000000000001000.
/// Channel 0 is the root: it receives the base fee of every transaction.
interface ITreasury {
    /// `donor` gave `amount` base units to the treasury of `channel`.
    event Donated(uint64 indexed channel, address indexed donor, uint256 amount);

    /// A donation carried no SP.
    error ZeroAmount();

    /// There is no such channel, or it is archived.
    error UnknownChannel(uint64 channel);

    /// What the treasury of `channel` holds, in base units.
    function balanceOf(uint64 channel) external view returns (uint256 balance);

    /// Gives the SP sent with the call to the treasury of `channel`.
    function donate(uint64 channel) external payable;
}
