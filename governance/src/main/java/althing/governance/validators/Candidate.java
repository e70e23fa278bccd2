package althing.governance.validators;

import althing.ledger.rlp.RlpReader;
import althing.ledger.rlp.RlpWriter;
import althing.ledger.types.Bytes;
import java.math.BigInteger;

/**
 * An account that offers a node.
 *
 * @param number of its registration: who is earlier comes first
 * @param stakePpm share of its reputation that is staked, in millionths
 * @param nextStakePpm what the stake will be from {@code nextStakeEpoch} on
 * @param nextStakeEpoch 0: the stake stays as it is
 * @param jailedUntil no candidate before this epoch begins: found out by evidence
 * @param absentUntil no candidate before this epoch begins: signed too little
 */
public record Candidate(
    Bytes nodeKey,
    long number,
    long stakePpm,
    long nextStakePpm,
    long nextStakeEpoch,
    long jailedUntil,
    long absentUntil) {

  /** The whole, in millionths. */
  public static final long ALL_PPM = 1_000_000;

  static Candidate registered(Bytes nodeKey, long number) {
    return new Candidate(nodeKey, number, 0, 0, 0, 0, 0);
  }

  Candidate withStake(long ppm) {
    return new Candidate(nodeKey, number, ppm, 0, 0, jailedUntil, absentUntil);
  }

  Candidate unstaking(long ppm, long epoch) {
    return new Candidate(nodeKey, number, stakePpm, ppm, epoch, jailedUntil, absentUntil);
  }

  Candidate jailed(long until) {
    return new Candidate(
        nodeKey, number, stakePpm, nextStakePpm, nextStakeEpoch, until, absentUntil);
  }

  Candidate absent(long until) {
    return new Candidate(
        nodeKey, number, stakePpm, nextStakePpm, nextStakeEpoch, jailedUntil, until);
  }

  /** Reputation that is staked of {@code total}: ⌊total·stake/10^6⌋ (RULES 13). */
  public long staked(long total) {
    return Math.multiplyHigh(total, stakePpm) == 0
        ? total * stakePpm / ALL_PPM
        : BigInteger.valueOf(total)
            .multiply(BigInteger.valueOf(stakePpm))
            .divide(BigInteger.valueOf(ALL_PPM))
            .longValueExact();
  }

  Bytes encode() {
    return Bytes.wrap(
        RlpWriter.encodeList(out ->
            out.bytes(nodeKey)
                .number(number)
                .number(stakePpm)
                .number(nextStakePpm)
                .number(nextStakeEpoch)
                .number(jailedUntil)
                .number(absentUntil)));
  }

  static Candidate decode(Bytes value) {
    return RlpReader.decodeList(
        value.unsafeArray(),
        in ->
            new Candidate(
                Bytes.wrap(in.fixed(32)),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number()));
  }
}
