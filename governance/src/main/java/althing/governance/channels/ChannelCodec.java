package althing.governance.channels;

import althing.governance.channels.ChannelEvent.Archived;
import althing.governance.channels.ChannelEvent.Created;
import althing.governance.channels.ChannelEvent.Described;
import althing.governance.channels.ChannelEvent.InvitationWithdrawn;
import althing.governance.channels.ChannelEvent.Invited;
import althing.governance.channels.ChannelEvent.ItemMoved;
import althing.governance.channels.ChannelEvent.ItemPlaced;
import althing.governance.channels.ChannelEvent.ItemRemoved;
import althing.governance.channels.ChannelEvent.MemberAdded;
import althing.governance.channels.ChannelEvent.MemberLeft;
import althing.governance.channels.ChannelEvent.MemberRemoved;
import althing.governance.channels.ChannelEvent.OpennessSet;
import althing.governance.channels.ChannelEvent.Renamed;
import althing.governance.channels.ChannelEvent.RoleGiven;
import althing.governance.types.Tag;
import althing.ledger.block.Log;
import althing.ledger.event.EventCodec;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.MalformedException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Channel events as bytes and logs: types 0x0700 to 0x07ff. */
final class ChannelCodec implements EventCodec<ChannelEvent> {

  private static final int CREATED = 0x0700;
  private static final int RENAMED = 0x0701;
  private static final int DESCRIBED = 0x0702;
  private static final int OPENNESS_SET = 0x0703;
  private static final int MEMBER_ADDED = 0x0704;
  private static final int ROLE_GIVEN = 0x0705;
  private static final int MEMBER_LEFT = 0x0706;
  private static final int MEMBER_REMOVED = 0x0707;
  private static final int INVITED = 0x0708;
  private static final int INVITATION_WITHDRAWN = 0x0709;
  private static final int ARCHIVED = 0x070a;
  private static final int ITEM_PLACED = 0x070b;
  private static final int ITEM_MOVED = 0x070c;
  private static final int ITEM_REMOVED = 0x070d;

  @Override
  public Class<ChannelEvent> hierarchy() {
    return ChannelEvent.class;
  }

  @Override
  public int firstType() {
    return CREATED;
  }

  @Override
  public int typeCount() {
    return 0x100;
  }

  @Override
  public int type(ChannelEvent event) {
    return switch (event) {
      case Created _ -> CREATED;
      case Renamed _ -> RENAMED;
      case Described _ -> DESCRIBED;
      case OpennessSet _ -> OPENNESS_SET;
      case MemberAdded _ -> MEMBER_ADDED;
      case RoleGiven _ -> ROLE_GIVEN;
      case MemberLeft _ -> MEMBER_LEFT;
      case MemberRemoved _ -> MEMBER_REMOVED;
      case Invited _ -> INVITED;
      case InvitationWithdrawn _ -> INVITATION_WITHDRAWN;
      case Archived _ -> ARCHIVED;
      case ItemPlaced _ -> ITEM_PLACED;
      case ItemMoved _ -> ITEM_MOVED;
      case ItemRemoved _ -> ITEM_REMOVED;
    };
  }

  @Override
  public void encode(ChannelEvent event, RlpWriter out) {
    switch (event) {
      case Created e ->
          out.number(e.channel())
              .text(e.name())
              .text(e.description())
              .flag(e.open())
              .number(e.origin())
              .address(e.founder())
              .amount(e.deposit())
              .amount(e.treasury())
              .number(e.epoch());
      case Renamed e -> out.number(e.channel()).text(e.name()).address(e.by());
      case Described e -> out.number(e.channel()).text(e.description()).address(e.by());
      case OpennessSet e -> out.number(e.channel()).flag(e.open()).address(e.by());
      case MemberAdded e ->
          out.number(e.channel()).address(e.account()).number(e.role().code()).address(e.by());
      case RoleGiven e ->
          out.number(e.channel()).address(e.account()).number(e.role().code()).address(e.by());
      case MemberLeft e -> out.number(e.channel()).address(e.account());
      case MemberRemoved e -> out.number(e.channel()).address(e.account()).address(e.by());
      case Invited e -> out.number(e.channel()).address(e.account()).address(e.by());
      case InvitationWithdrawn e -> out.number(e.channel()).address(e.account()).address(e.by());
      case Archived e ->
          out.number(e.channel()).number(e.successor()).amount(e.treasury()).amount(e.deposit());
      case ItemPlaced e -> {
        item(e.item(), out);
        out.number(e.channel());
        tags(e.tags(), out);
      }
      case ItemMoved e -> {
        item(e.item(), out);
        out.number(e.from()).number(e.to());
      }
      case ItemRemoved e -> {
        item(e.item(), out);
        out.number(e.channel());
      }
    }
  }

  @Override
  public ChannelEvent decode(int type, int schema, RlpReader in) {
    if (schema != 0) {
      throw new MalformedException("unknown schema " + schema + " of a channel event");
    }
    return switch (type) {
      case CREATED ->
          new Created(
              in.number(),
              name(in),
              in.text(Channel.MAX_DESCRIPTION),
              in.flag(),
              in.number(),
              in.address(),
              in.amount(),
              in.amount(),
              in.number());
      case RENAMED -> new Renamed(in.number(), name(in), in.address());
      case DESCRIBED -> new Described(in.number(), in.text(Channel.MAX_DESCRIPTION), in.address());
      case OPENNESS_SET -> new OpennessSet(in.number(), in.flag(), in.address());
      case MEMBER_ADDED ->
          new MemberAdded(in.number(), in.address(), Role.stored(in.number()), in.address());
      case ROLE_GIVEN ->
          new RoleGiven(in.number(), in.address(), Role.stored(in.number()), in.address());
      case MEMBER_LEFT -> new MemberLeft(in.number(), in.address());
      case MEMBER_REMOVED -> new MemberRemoved(in.number(), in.address(), in.address());
      case INVITED -> new Invited(in.number(), in.address(), in.address());
      case INVITATION_WITHDRAWN -> new InvitationWithdrawn(in.number(), in.address(), in.address());
      case ARCHIVED -> new Archived(in.number(), in.number(), in.amount(), in.amount());
      case ITEM_PLACED -> new ItemPlaced(item(in), in.number(), tags(in));
      case ITEM_MOVED -> new ItemMoved(item(in), in.number(), in.number());
      case ITEM_REMOVED -> new ItemRemoved(item(in), in.number());
      default -> throw new MalformedException("unknown channel event type 0x%04x".formatted(type));
    };
  }

  /** A name of the form of tags. */
  static String name(RlpReader in) {
    String name = in.text(Tag.MAX_LENGTH);
    return Tag.named(name)
        .orElseThrow(() -> new MalformedException("no name of a channel: " + name))
        .name();
  }

  private static void item(Item item, RlpWriter out) {
    out.number(item.kind().code()).hash(item.id());
  }

  private static Item item(RlpReader in) {
    return new Item(Kind.stored(in.number()), in.hash());
  }

  static void tags(SortedSet<Tag> tags, RlpWriter out) {
    out.list(list -> tags.forEach(tag -> list.text(tag.name())));
  }

  /** Tags in byte order, each once. */
  static SortedSet<Tag> tags(RlpReader in) {
    var tags = new TreeSet<Tag>();
    for (Tag tag : in.listOf(Item.MAX_TAGS, item -> Tag.stored(item.text(Tag.MAX_LENGTH)))) {
      if (!tags.isEmpty() && tags.getLast().compareTo(tag) >= 0) {
        throw new MalformedException("tags out of order: %s, %s".formatted(tags.getLast(), tag));
      }
      tags.add(tag);
    }
    return tags;
  }

  @Override
  public Optional<Log> toLog(ChannelEvent event) {
    return Optional.of(
        ChannelContract.ABI.toLog(
            ChannelContract.ADDRESS, event.getClass().getSimpleName(), arguments(event)));
  }

  /** Arguments of the contract's event of the same name. */
  private static List<Object> arguments(ChannelEvent event) {
    return switch (event) {
      case Created e ->
          List.of(
              number(e.channel()),
              e.name(),
              e.description(),
              e.open(),
              number(e.origin()),
              e.founder(),
              e.deposit().value(),
              e.treasury().value(),
              number(e.epoch()));
      case Renamed e -> List.of(number(e.channel()), e.name(), e.by());
      case Described e -> List.of(number(e.channel()), e.description(), e.by());
      case OpennessSet e -> List.of(number(e.channel()), e.open(), e.by());
      case MemberAdded e ->
          List.of(number(e.channel()), e.account(), number(e.role().code()), e.by());
      case RoleGiven e ->
          List.of(number(e.channel()), e.account(), number(e.role().code()), e.by());
      case MemberLeft e -> List.of(number(e.channel()), e.account());
      case MemberRemoved e -> List.of(number(e.channel()), e.account(), e.by());
      case Invited e -> List.of(number(e.channel()), e.account(), e.by());
      case InvitationWithdrawn e -> List.of(number(e.channel()), e.account(), e.by());
      case Archived e ->
          List.of(
              number(e.channel()),
              number(e.successor()),
              e.treasury().value(),
              e.deposit().value());
      case ItemPlaced e ->
          List.of(
              number(e.item().kind().code()),
              e.item().id().toBytes(),
              number(e.channel()),
              names(e.tags()));
      case ItemMoved e ->
          List.of(
              number(e.item().kind().code()),
              e.item().id().toBytes(),
              number(e.from()),
              number(e.to()));
      case ItemRemoved e ->
          List.of(number(e.item().kind().code()), e.item().id().toBytes(), number(e.channel()));
    };
  }

  static List<Object> names(SortedSet<Tag> tags) {
    return tags.stream().<Object>map(Tag::name).toList();
  }

  private static BigInteger number(long value) {
    return BigInteger.valueOf(value);
  }
}
