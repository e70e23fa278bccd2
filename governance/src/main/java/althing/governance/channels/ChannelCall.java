package althing.governance.channels;

import althing.ledger.abi.Arguments;
import althing.ledger.abi.ContractAbi;
import althing.ledger.types.Address;
import java.math.BigInteger;

/** What people ask of channels. Numbers of channels are unsigned 64-bit, not checked yet. */
sealed interface ChannelCall {

  /** The caller sends the deposit and is the first owner. */
  record Create(String name, String description, boolean open) implements ChannelCall {}

  record Join(BigInteger channel) implements ChannelCall {}

  record Leave(BigInteger channel) implements ChannelCall {}

  record Invite(BigInteger channel, Address account) implements ChannelCall {}

  record WithdrawInvitation(BigInteger channel, Address account) implements ChannelCall {}

  record RemoveMember(BigInteger channel, Address account) implements ChannelCall {}

  record GiveRole(BigInteger channel, Address account, long role) implements ChannelCall {}

  record Rename(BigInteger channel, String name) implements ChannelCall {}

  record Describe(BigInteger channel, String description) implements ChannelCall {}

  record SetOpen(BigInteger channel, boolean open) implements ChannelCall {}

  record Archive(BigInteger channel, boolean treasuryToRoot) implements ChannelCall {}

  /** Reads a call of a function that is no view. */
  static ChannelCall of(ContractAbi.Call call) {
    var in = Arguments.of(call);
    return switch (call.function()) {
      case "create" -> new Create(in.text(0), in.text(1), in.flag(2));
      case "join" -> new Join(in.number(0));
      case "leave" -> new Leave(in.number(0));
      case "invite" -> new Invite(in.number(0), in.address(1));
      case "withdrawInvitation" -> new WithdrawInvitation(in.number(0), in.address(1));
      case "removeMember" -> new RemoveMember(in.number(0), in.address(1));
      case "giveRole" -> new GiveRole(in.number(0), in.address(1), in.longNumber(2));
      case "rename" -> new Rename(in.number(0), in.text(1));
      case "describe" -> new Describe(in.number(0), in.text(1));
      case "setOpen" -> new SetOpen(in.number(0), in.flag(1));
      case "archive" -> new Archive(in.number(0), in.flag(1));
      default -> throw new IllegalStateException("no rule for " + call.function());
    };
  }
}
