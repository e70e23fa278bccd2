package althing.node.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * The log: lines on the error stream. How much is said is fixed when the first logger is made, so
 * {@link #level} comes before that. Written as code because reading a configuration file would take
 * a good part of the start.
 */
public final class Logging extends ContextAwareBase implements Configurator {

  private static final String PROPERTY = "althing.log";
  private static final String PATTERN = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{0}  %msg%n";

  /** Sets how much is logged unless somebody has: {@code DEBUG}, {@code INFO}, {@code WARN}. */
  public static void level(String level) {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, level);
    }
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    var appender = new ConsoleAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    // RocksDB warns of its own heuristics.
    context.getLogger("rocksdb").setLevel(Level.ERROR);
    // Ratis warns at each attempt to reach a member that is down, and of each pause of the machine.
    context.getLogger("org.apache.ratis").setLevel(Level.ERROR);
    // And calls it an error when it is spoken to while it stops.
    context.getLogger("org.apache.ratis.server.RaftServer$Division").setLevel(Level.OFF);
    context.getLogger("althing").setLevel(Level.toLevel(System.getProperty(PROPERTY), Level.WARN));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
