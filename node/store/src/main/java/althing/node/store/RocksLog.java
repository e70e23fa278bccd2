package althing.node.store;

import org.rocksdb.InfoLogLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** RocksDB's own messages, from warnings up, in our log instead of a file that grows. */
final class RocksLog extends org.rocksdb.Logger {

  private static final Logger LOG = LoggerFactory.getLogger("rocksdb");

  RocksLog() {
    super(InfoLogLevel.WARN_LEVEL);
  }

  @Override
  protected void log(InfoLogLevel level, String message) {
    switch (level) {
      case WARN_LEVEL -> LOG.warn(message);
      case ERROR_LEVEL, FATAL_LEVEL -> LOG.error(message);
      case DEBUG_LEVEL, INFO_LEVEL, HEADER_LEVEL, NUM_INFO_LOG_LEVELS -> {}
    }
  }
}
