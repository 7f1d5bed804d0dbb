package nl.keukentafel.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import nl.keukentafel.access.judgement.Grondslag;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Rulebook;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.utilities.npm.NpmPackage;
import org.hl7.fhir.utilities.npm.PackageGenerator;
import org.hl7.fhir.utilities.npm.PackageGenerator.PackageType;

/**
 * Makes the FHIR NPM package that others load the profiles from: snapshots, terminology (with the
 * code system of the rulebook) and examples. {@code mvn package} calls it.
 *
 * @see <a href="https://confluence.hl7.org/display/FHIR/NPM+Package+Specification">the format</a>
 */
public final class FhirPackage {
  static final String NAME = "nl.keukentafel.fhir.r4";

  private FhirPackage() {}

  /**
   * @param arguments the file to write, its version, and the folder with examples
   */
  public static void main(String[] arguments) throws IOException {
    try (OutputStream file = Files.newOutputStream(Path.of(arguments[0]))) {
      of(arguments[1], Path.of(arguments[2])).save(file);
    }
  }

  static NpmPackage of(String version, Path examples) throws IOException {
    FhirContext fhir = FhirContext.forR4Cached();
    IParser json = fhir.newJsonParser().setPrettyPrint(true);
    NpmPackage made = NpmPackage.empty(description(version));
    ConformanceResources.load(fhir)
        .with(List.of(Grondslag.of(Rulebook.load().rules(LocalDate.now()))))
        .withSnapshots()
        .all(Resource.class)
        .forEach(each -> add(made, "package", each, json));
    try (Stream<Path> files = Files.list(examples)) {
      for (Path file : files.sorted().toList()) {
        add(made, "example", (Resource) json.parseResource(Files.readString(file)), json);
      }
    }
    return made;
  }

  private static void add(NpmPackage to, String folder, Resource resource, IParser json) {
    String type = resource.fhirType();
    to.addFile(
        folder,
        type + "-" + resource.getIdElement().getIdPart() + ".json",
        json.encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8),
        type);
  }

  private static PackageGenerator description(String version) {
    PackageGenerator description =
        new PackageGenerator()
            .name(NAME)
            .version(version)
            .kind(PackageType.IG)
            .fhirVersions(List.of("4.0.1"))
            .description("Profiles and terminology of Keukentafel: household help, Wmo 2015")
            .dependency("hl7.fhir.r4.core", "4.0.1");
    description.getRootJsonObject().add("author", "Keukentafel").add("canonical", Canonical.BASE);
    return description;
  }
}
