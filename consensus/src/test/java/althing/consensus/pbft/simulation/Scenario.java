package althing.consensus.pbft.simulation;

/**
 * What may go wrong in a run. Percentages are of messages, or of chances per simulated second and
 * node.
 *
 * @param seed decides everything that the rest leaves open
 * @param members of the first validator set
 * @param spares nodes outside the first set, which may enter later ones
 * @param twins how many of the first members have a second node with their key
 * @param delayMillis longest ordinary delay of a message
 * @param loss lost messages
 * @param duplicates messages that come twice, the second one much later
 * @param crashes a node stops and comes back, having lost what was not synced
 * @param amnesia crashes that lose the whole journal; only of one node at a time
 * @param partitions the network falls apart
 * @param slowDisks how many members sync a hundred times slower
 * @param liars how many members build invalid blocks, withhold proposals and send them late
 * @param setLength heights after which the validator set changes; 0: never
 * @param faultyMillis how long things go wrong
 * @param encoded whether messages go through their codec
 * @param ed25519 whether signatures are real
 */
record Scenario(
    long seed,
    int members,
    int spares,
    int twins,
    long delayMillis,
    int loss,
    int duplicates,
    int crashes,
    int amnesia,
    int partitions,
    int slowDisks,
    int liars,
    int setLength,
    long faultyMillis,
    boolean encoded,
    boolean ed25519) {

  /** A scenario drawn from {@code seed}: most runs have few kinds of trouble, some have all. */
  static Scenario drawn(long seed) {
    var chance = new Chance(seed);
    int members = new int[] {4, 4, 4, 4, 5, 6, 7, 1, 2, 3, 10}[chance.below(11)];
    int faulty = (members - 1) / 3;
    int twins = faulty > 0 && chance.percent(40) ? 1 + chance.below(faulty) : 0;
    int liars = faulty > twins && chance.percent(30) ? 1 + chance.below(faulty - twins) : 0;
    int crashing = chance.percent(60) ? 1 + chance.below(15) : 0;
    return new Scenario(
        seed,
        members,
        chance.percent(40) ? 1 + chance.below(2) : 0,
        twins,
        chance.percent(20) ? 400 : 1 + chance.below(60),
        chance.percent(50) ? chance.below(25) : 0,
        chance.percent(40) ? chance.below(15) : 0,
        crashing,
        crashing > 0 && twins == 0 && liars == 0 && faulty > 0 && chance.percent(60) ? 60 : 0,
        chance.percent(50) ? 5 + chance.below(30) : 0,
        chance.percent(20) ? 1 : 0,
        liars,
        chance.percent(40) ? 3 + chance.below(10) : 0,
        10_000 + chance.below(30_000),
        chance.percent(20),
        chance.percent(2) && members <= 4);
  }

  /** Nothing happens but what {@code schedule} says. */
  static Scenario ofTwins(Schedule schedule) {
    int views = schedule.turns().size();
    long seed = Chance.mix(schedule.number() + views);
    return new Scenario(
        seed, Schedule.MEMBERS, 0, 1, 10, 0, 0, 0, 0, 0, 0, 0, 0, views * 2_000L, false, false);
  }

  /** Nothing goes wrong; messages take 0 to {@code delayMillis}. */
  static Scenario calm(int members, long delayMillis, long forMillis) {
    return new Scenario(
        members, members, 0, 0, delayMillis, 0, 0, 0, 0, 0, 0, 0, 0, forMillis, false, false);
  }

  /** Most members of one set that may lie: with more nothing is promised. */
  int faulty() {
    return (members - 1) / 3;
  }
}
