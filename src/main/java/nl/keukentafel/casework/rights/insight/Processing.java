package nl.keukentafel.casework.rights.insight;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import nl.keukentafel.access.explain.Readers.Reader;
import nl.keukentafel.casework.rights.insight.Sightings.Seen;
import nl.keukentafel.casework.rights.insight.Sightings.Seer;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Purpose;

/**
 * One kind of data of one holder in a dossier (AVG 13 and 14).
 *
 * @param keptUntil when the law lets go of it, after the last change that its holder made
 */
record Processing(
    DossierClass what, Instant keptUntil, List<Permitted> readers, Map<Seer, Seen> seen) {

  /** Who may read it now, and on which article. */
  record Permitted(Reader reader, Decision decision) {}

  List<Purpose> purposes() {
    return readers.stream().map(each -> each.reader.asker().purpose()).distinct().toList();
  }
}
