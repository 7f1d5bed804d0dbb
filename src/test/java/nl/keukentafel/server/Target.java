package nl.keukentafel.server;

import java.util.UUID;

/**
 * What a request asks for: something hidden, something deleted or something that never was. The
 * names are of one length, so that the answers can be.
 *
 * @param id of the client and of every resource in the dossier
 * @param subscription its id, which the server chose
 */
record Target(String id, String bsn, String subscription) {
  static final String HIDDEN = "lek-verscholen";
  static final String GONE = "lek-verwijderd";
  static final String ABSENT = "lek-ontbrekend";

  static Target absent() {
    return new Target(ABSENT, "999970033", UUID.randomUUID().toString());
  }

  /** A word that is nowhere but in this dossier. */
  String word() {
    return id.replace("lek-", "woord-");
  }

  String fill(String template) {
    return template
        .replace("{id}", id)
        .replace("{word}", word())
        .replace("{bsn}", bsn)
        .replace("{subscription}", subscription);
  }

  /** The answer without what was asked, and without that only. */
  String forget(String asked, String answer) {
    String forgotten = asked.contains("{id}") ? answer.replace(id, "(id)") : answer;
    forgotten = asked.contains("{word}") ? forgotten.replace(word(), "(word)") : forgotten;
    forgotten = asked.contains("{bsn}") ? forgotten.replace(bsn, "(bsn)") : forgotten;
    return asked.contains("{subscription}")
        ? forgotten.replace(subscription, "(subscription)")
        : forgotten;
  }
}
