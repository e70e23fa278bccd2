package althing.node.store;

import althing.ledger.port.KeyValueStore.Column;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
import org.rocksdb.LRUCache;

/** How each column lies in memory and on disk, for a machine with 2 cores and little memory. */
final class ColumnOptions implements AutoCloseable {

  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final long BLOCK_CACHE_BYTES = 64 * MIB;
  private static final double BLOOM_BITS_PER_KEY = 10;

  private final Cache blockCache = new LRUCache(BLOCK_CACHE_BYTES);
  private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
  private final List<ColumnFamilyOptions> made = new ArrayList<>();

  /** The options of a column; they live as long as this object. */
  ColumnFamilyOptions of(Column column) {
    return switch (column) {
      // A handful of entries, rewritten every block.
      case META -> options(1 * MIB, CompressionType.NO_COMPRESSION, true);

      // Appended in key order by height and read by keys that exist: flat files, no filters.
      case HEADERS, SEQUENCES, CERTIFICATES ->
          options(1 * MIB, CompressionType.LZ4_COMPRESSION, false);
      case BODIES, RECEIPTS, EVENTS, CHANGES ->
          options(8 * MIB, CompressionType.LZ4_COMPRESSION, false);
      case TILES -> options(4 * MIB, CompressionType.NO_COMPRESSION, false);
      case STALE -> options(2 * MIB, CompressionType.NO_COMPRESSION, false);

      // Asked by hash or account, often for what is absent.
      case BLOCK_HASHES -> options(1 * MIB, CompressionType.NO_COMPRESSION, true);
      case TRANSACTIONS, INDEX -> options(8 * MIB, CompressionType.NO_COMPRESSION, true);
      case LATEST, TREE -> options(16 * MIB, CompressionType.NO_COMPRESSION, true);

      // Asked by range.
      case HISTORY -> options(16 * MIB, CompressionType.LZ4_COMPRESSION, false);
      case LOGS -> options(4 * MIB, CompressionType.LZ4_COMPRESSION, false);
    };
  }

  /** For RocksDB's own default column, which stays empty. */
  ColumnFamilyOptions unused() {
    return options(64 * KIB, CompressionType.NO_COMPRESSION, false);
  }

  private ColumnFamilyOptions options(
      long writeBufferBytes, CompressionType compression, boolean filtered) {
    var table =
        new BlockBasedTableConfig()
            .setBlockCache(blockCache)
            .setCacheIndexAndFilterBlocks(true)
            .setCacheIndexAndFilterBlocksWithHighPriority(true)
            .setPinL0FilterAndIndexBlocksInCache(true)
            .setIndexType(IndexType.kTwoLevelIndexSearch)
            .setPartitionFilters(filtered)
            .setMetadataBlockSize(4 * KIB)
            .setPinTopLevelIndexAndFilter(true)
            .setBlockSize(filtered ? 4 * KIB : 16 * KIB)
            .setChecksumType(ChecksumType.kXXH3)
            .setFormatVersion(6);
    if (filtered) {
      table.setFilterPolicy(bloom);
    }
    var options =
        new ColumnFamilyOptions()
            .setTableFormatConfig(table)
            .setWriteBufferSize(writeBufferBytes)
            .setMaxWriteBufferNumber(3)
            .setCompressionType(compression)
            .setTargetFileSizeBase(32 * MIB)
            .setMaxBytesForLevelBase(128 * MIB)
            .setForceConsistencyChecks(true);
    made.add(options);
    return options;
  }

  @Override
  public void close() {
    made.forEach(ColumnFamilyOptions::close);
    bloom.close();
    blockCache.close();
  }
}
