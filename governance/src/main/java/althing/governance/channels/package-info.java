/**
 * Channels: who is in them, which tasks, proposals and tools are, and how channels are split and
 * merged (RULES 12). {@link althing.governance.channels.ChannelEvent} says what can happen, {@link
 * althing.governance.channels.Channels} folds it and is what other parts ask and place their items
 * through, {@link althing.governance.channels.ChannelCommands} are what proposals run.
 */
@NullMarked
package althing.governance.channels;

import org.jspecify.annotations.NullMarked;
