package nl.keukentafel.identity;

import java.util.Optional;

/** For whom a representative may act, as the dossier says at this moment (Wmo 2015, 1.1.1). */
public interface Representation {
  /**
   * @param relatedPerson reference of the RelatedPerson that the representative is in one dossier
   * @return the id of that Patient; empty when there is no legal relation, or no longer
   */
  Optional<String> clientOf(String relatedPerson);
}
