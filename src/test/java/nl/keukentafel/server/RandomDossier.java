package nl.keukentafel.server;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nl.keukentafel.policy.DossierClass;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * A dossier as the generator thought it up.
 *
 * @param ties who has to do with the client, and under which class that is recorded
 * @param items everything else
 * @param questions who looks for what
 */
record RandomDossier(
    String id,
    Organisation gemeente,
    DossierClass patient,
    List<Tied> ties,
    List<Item> items,
    List<Question> questions) {
  private static final List<String> SUBJECTS = List.of("patient", "subject", "for", "target");

  record Tied(Tie tie, DossierClass what) {}

  record Item(String type, DossierClass what) {}

  /** One search by one asker, read in pages of a size. */
  record Question(Seat seat, String type, int page) {}

  /** One resource of the dossier. */
  record Stored(Resource resource, DossierClass what) {
    String type() {
      return resource.fhirType();
    }

    String id() {
      return resource.getIdElement().getIdPart();
    }
  }

  <T extends Tie> Stream<T> ties(Class<T> kind) {
    return ties.stream().map(Tied::tie).filter(kind::isInstance).map(kind::cast);
  }

  /** The reference to the relative who is the n-th tie. */
  String relative(int n) {
    return "RelatedPerson/" + id + "-" + n;
  }

  /** Everything in it, the client first. */
  List<Stored> resources(LocalDate today) {
    List<Stored> all = new ArrayList<>();
    Patient client = new Patient();
    client.setManagingOrganization(new Reference(gemeente.reference())).setId(id);
    all.add(new Stored(client, patient));
    for (Tied each : ties) {
      all.add(stored(each.tie().resource(today), each.what(), all.size()));
    }
    for (Item each : items) {
      all.add(stored(of(each.type()), each.what(), all.size()));
    }
    return all;
  }

  private Stored stored(Resource resource, DossierClass what, int n) {
    resource.setId(id + "-" + n);
    SUBJECTS.stream()
        .filter(name -> resource.getNamedProperty(name) != null)
        .findFirst()
        .ifPresent(name -> resource.setProperty(name, new Reference("Patient/" + id)));
    return new Stored(resource, what);
  }

  private static Resource of(String type) {
    return (Resource) Party.FHIR.getResourceDefinition(type).newInstance();
  }
}
