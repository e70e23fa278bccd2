package althing.node.app.run;

import althing.node.app.run.LinkControl.Links;
import althing.node.network.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ties a node to the process that started it: when the standard input ends, that process is gone,
 * and the node stops as on SIGTERM.
 */
final class StdinWatch {

  private static final Logger LOG = LoggerFactory.getLogger(StdinWatch.class);

  private StdinWatch() {}

  static void begin(Links links) {
    Thread.ofPlatform()
        .daemon()
        .name("stdin")
        .start(() -> {
          new LinkControl(links).follow(System.in);
          LOG.info("the standard input has ended, so the node stops");
          System.exit(0);
        });
  }

  /** The links of a node that has no peers. */
  record NoLinks() implements Links {
    @Override
    public void cut(PeerId peer) {
      refuse(peer);
    }

    @Override
    public void open(PeerId peer) {
      refuse(peer);
    }

    @Override
    public void delay(PeerId peer, long millis) {
      refuse(peer);
    }

    private static void refuse(PeerId peer) {
      LOG.warn("this node has no peers, so nothing changes between it and {}", peer);
    }
  }
}
