package althing.ledger.event;

/**
 * Something that happened. An event is a fact: it is never refused and never edited, and it carries
 * every number its readers need, so that a fold consults neither clock nor configuration. Each
 * projection has a sealed hierarchy of its own below this interface, of records, with one codec.
 */
public interface Event {}
