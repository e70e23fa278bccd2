package althing.node.app.bench;

import java.util.Locale;

/**
 * One second of a run.
 *
 * @param second since the start of sending, warm-up included
 * @param submitted transactions handed to the node in this second
 * @param confirmed receipts with status 1 seen in this second
 * @param outstanding on their way at its end
 * @param rejected refusals in this second
 * @param blocks read in this second
 * @param targetCpuMillis processor time of the node in this second, 0 when it is not watched
 * @param targetResidentKiB its resident memory, 0 when it is not watched
 * @param load average of the machine
 */
record Second(
    int second,
    boolean measured,
    long submitted,
    long confirmed,
    long outstanding,
    long rejected,
    long blocks,
    long targetCpuMillis,
    long targetResidentKiB,
    String load) {

  static final String CSV_HEADER =
      "second,measured,submitted,confirmed,outstanding,rejected,blocks,"
          + "target_cpu_ms,target_rss_kib,load";

  String csv() {
    return String.format(
        Locale.ROOT,
        "%d,%b,%d,%d,%d,%d,%d,%d,%d,%s",
        second,
        measured,
        submitted,
        confirmed,
        outstanding,
        rejected,
        blocks,
        targetCpuMillis,
        targetResidentKiB,
        load);
  }
}
