package nl.keukentafel.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

/** The example of every profile, put in the dossier of whom the test wants. */
final class Examples {
  private static final Path FOLDER = Path.of("fixtures/examples");

  private Examples() {}

  /** The names of the profiles that have an example of this type. */
  static List<String> ofType(String type) {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString().replace(".json", ""))
          .filter(name -> json(name, "x").contains("\"resourceType\": \"" + type + "\""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of an example about this client, held by gemeente Westerbrug. */
  static String json(String profile, String patient) {
    try {
      return Files.readString(FOLDER.resolve(profile + ".json"))
          .replace("Patient/voorbeeld-client", "Patient/" + patient)
          .replace("Organization/voorbeeld-gemeente", "Organization/gemeente-westerbrug")
          .replace("Organization/voorbeeld-aanbieder", "Organization/aanbieder-noord");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An example for the store, which leads to nothing outside it.
   *
   * @param secret takes the place of every text, name and number in it
   */
  static Resource inDossier(
      String profile, String patient, String gemeente, String aanbieder, String secret) {
    Resource resource =
        (Resource)
            Party.FHIR
                .newJsonParser()
                .parseResource(
                    json(profile, patient)
                        .replace("Organization/gemeente-westerbrug", "Organization/" + gemeente)
                        .replace("Organization/aanbieder-noord", "Organization/" + aanbieder));
    all(resource, Reference.class).stream()
        .filter(Reference::hasReference)
        .filter(each -> !each.getReference().matches("(Patient|Organization)/.*"))
        .forEach(each -> each.setReference(null).setDisplay("elders"));
    all(resource, StringType.class).stream()
        .filter(text -> text.getClass() == StringType.class)
        .filter(text -> !text.getValueAsString().matches("(Patient|Organization)/.*"))
        .forEach(text -> text.setValue(secret));
    ((DomainResource) resource).getText().setDivAsString("<div>" + secret + "</div>");
    if (resource instanceof Provenance provenance) {
      provenance.setTarget(List.of(new Reference("Patient/" + patient)));
    }
    if (resource instanceof Patient client) {
      client.getManagingOrganization().setReference("Organization/" + gemeente);
    }
    return resource;
  }

  private static <T extends org.hl7.fhir.instance.model.api.IBase> List<T> all(
      Resource in, Class<T> type) {
    return Party.FHIR.newTerser().getAllPopulatedChildElementsOfType(in, type);
  }
}
