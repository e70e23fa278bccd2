package althing.node.rpc.ledger;

import althing.ledger.event.RecordedEvent;
import althing.node.rpc.json.JsonOut;
import java.util.List;

/** An event with its place, its fields by name, and the bytes that are its leaf in the log. */
final class EventJson {

  private EventJson() {}

  static void write(JsonOut out, RecordedEvent event) {
    out.object();
    out.name("sequence").number(event.sequence());
    out.name("height").number(event.height());
    out.name("tx");
    if (event.tx() == RecordedEvent.NO_TRANSACTION) {
      out.nil();
    } else {
      out.number(event.tx());
    }
    out.name("index").number(event.index());
    out.name("type").number(event.type());
    out.name("name").text(nameOf(event));
    out.name("fields");
    if (event.event() instanceof Record fields) {
      RecordJson.write(out, fields);
    } else {
      out.object().endObject();
    }
    out.name("raw").data(event.encoded());
    out.endObject();
  }

  static void write(JsonOut out, List<RecordedEvent> events) {
    out.array();
    events.forEach(event -> write(out, event));
    out.endArray();
  }

  static String nameOf(RecordedEvent event) {
    return event.event().getClass().getSimpleName();
  }
}
