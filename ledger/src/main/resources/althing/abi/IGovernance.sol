// SPDX-License-Identifier: Apache-2.0
pragma solidity >=0.8.4;

/// The rules that change with time, at 0x0000000000000000000000000000000000001006.
interface IGovernance {
    /// Only the chain itself ends epochs.
    error OnlyTheChain(address caller);

    /// Does one part of the tick of `epoch`. It is transaction 0 of its block, from
    /// 0x0000000000000000000000000000000000000fff, and is refused from anyone else.
    function tick(uint64 epoch, uint32 part) external;
}
