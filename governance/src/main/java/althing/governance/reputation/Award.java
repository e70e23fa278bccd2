package althing.governance.reputation;

import althing.governance.reputation.ReputationEvent.Part;
import althing.governance.types.Tag;
import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Address;
import althing.ledger.types.Bytes;
import althing.ledger.types.Hash;
import java.util.List;

/**
 * Where reputation came from: each point of an account is of one award.
 *
 * @param number among the awards of the account, from 0
 * @param from who gave the work; the zero address if nobody did
 * @param subject what it was given for
 * @param gained by tag, in millionths, as of {@code epoch}
 * @param withdrawn whether it was taken back
 */
public record Award(
    long number,
    Source source,
    Address from,
    Hash subject,
    long epoch,
    List<Gain> gained,
    boolean withdrawn) {

  /** The most tags that one award is split over, and more than any task or proposal has. */
  static final int MAX_TAGS = 64;

  /** What one tag gained, in millionths. */
  public record Gain(Tag tag, long amount) {}

  public Award {
    gained = List.copyOf(gained);
  }

  static Award of(ReputationEvent.Awarded event) {
    return new Award(
        event.number(),
        event.source(),
        event.from(),
        event.subject(),
        event.epoch(),
        event.parts().stream().map(Award::gain).toList(),
        false);
  }

  private static Gain gain(Part part) {
    return new Gain(part.tag(), part.change());
  }

  Award takenBack() {
    return new Award(number, source, from, subject, epoch, gained, true);
  }

  Bytes encode() {
    return Bytes.wrap(
        RlpWriter.encodeList(out -> {
          out.number(source.code()).address(from).hash(subject).number(epoch).flag(withdrawn);
          out.list(list ->
              gained.forEach(
                  gain -> list.list(g -> g.text(gain.tag().name()).number(gain.amount()))));
        }));
  }

  static Award decode(long number, Bytes value) {
    return RlpReader.decodeList(
        value.unsafeArray(),
        in -> {
          var source = Source.ofCode(in.number());
          Address from = in.address();
          Hash subject = in.hash();
          long epoch = in.number();
          boolean withdrawn = in.flag();
          List<Gain> gained =
              in.listOf(
                  MAX_TAGS,
                  item -> item.list(g -> new Gain(Tag.stored(g.text(Tag.MAX_LENGTH)), g.number())));
          return new Award(number, source, from, subject, epoch, gained, withdrawn);
        });
  }
}
