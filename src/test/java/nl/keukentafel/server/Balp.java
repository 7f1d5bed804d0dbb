package nl.keukentafel.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import nl.keukentafel.conformance.RealConformance;
import nl.keukentafel.conformance.Validation;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.ElementDefinition.DiscriminatorType;
import org.hl7.fhir.r4.model.ElementDefinition.SlicingRules;
import org.hl7.fhir.r4.model.Enumerations.BindingStrength;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;
import org.hl7.fhir.r4.model.StructureDefinition.TypeDerivationRule;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.ValueSet;
import org.yaml.snakeyaml.Yaml;

/**
 * The profiles of IHE BALP for the validator, from what {@code balp.yaml} says of them,
 * https://profiles.ihe.net/ITI/BALP/1.1.4/artifacts.html.
 */
final class Balp {
  static final String PROFILE =
      "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
  private static final String VALUE_SET = "https://profiles.ihe.net/ITI/BALP/ValueSet/";
  private static final String BASE = "http://hl7.org/fhir/StructureDefinition/";

  private final Map<String, Object> file;
  private final Map<String, String> systems;
  private final List<StructureDefinition> profiles = new ArrayList<>();
  private final Validation validation;

  Balp() {
    try (InputStream text = Balp.class.getResourceAsStream("/balp.yaml")) {
      file = new Yaml().load(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    systems = part("systems");
    this.<Map<String, Map<String, String>>>part("rest").forEach(this::rest);
    profile("AuthZconsent", BASE + "AuditEvent", lines("AuthZconsent", "patient", "consent"));
    List<MetadataResource> all = new ArrayList<>(profiles);
    this.<Map<String, List<String>>>part("values")
        .forEach((name, codes) -> all.add(values(name, codes)));
    validation = RealConformance.validationWith(all);
  }

  /** What is wrong with it, by the profile that it says it has. */
  List<String> errors(AuditEvent event) {
    return validation.validate(event).getIssue().stream()
        .filter(issue -> issue.getSeverity().compareTo(IssueSeverity.ERROR) <= 0)
        .map(issue -> issue.getExpression() + " " + issue.getDiagnostics())
        .toList();
  }

  /** The agents and entities without which an event is not of this profile, each by its code. */
  List<Coding> required(String profile) {
    StructureDefinition found =
        profiles.stream().filter(each -> each.getUrl().equals(profile)).findFirst().orElseThrow();
    List<Coding> required = new ArrayList<>();
    if (!found.getBaseDefinition().startsWith(BASE)) {
      required.addAll(required(found.getBaseDefinition()));
    }
    List<ElementDefinition> elements = found.getDifferential().getElement();
    elements.stream()
        .filter(each -> each.hasSliceName() && each.getMin() > 0)
        .map(each -> each.getId() + ".type")
        .flatMap(type -> elements.stream().filter(each -> each.getId().equals(type)))
        .map(
            each ->
                each.getPattern() instanceof CodeableConcept many
                    ? many.getCodingFirstRep()
                    : (Coding) each.getPattern())
        .forEach(required::add);
    return required;
  }

  private void rest(String name, Map<String, String> of) {
    List<String> lines =
        lines("every", name.equals("Query") ? "query" : "data").stream()
            .map(
                line -> {
                  String filled = line;
                  for (Map.Entry<String, String> each : of.entrySet()) {
                    filled = filled.replace("{" + each.getKey() + "}", each.getValue());
                  }
                  return filled;
                })
            .toList();
    profile(name, BASE + "AuditEvent", lines);
    profile("Patient" + name, PROFILE + name, lines("patient"));
  }

  private void profile(String name, String base, List<String> lines) {
    StructureDefinition profile = new StructureDefinition();
    profile
        .setUrl(PROFILE + name)
        .setName(name)
        .setStatus(PublicationStatus.ACTIVE)
        .setKind(StructureDefinitionKind.RESOURCE)
        .setAbstract(false)
        .setType("AuditEvent")
        .setBaseDefinition(base)
        .setDerivation(TypeDerivationRule.CONSTRAINT);
    profile.setId("balp-" + name);
    profile.getDifferential().addElement().setPath("AuditEvent").setId("AuditEvent");
    lines.forEach(line -> profile.getDifferential().addElement(element(line.split(" "))));
    profiles.add(profile);
  }

  private ElementDefinition element(String... words) {
    ElementDefinition element = new ElementDefinition();
    element.setId("AuditEvent." + words[0]);
    element.setPath("AuditEvent." + words[0].replaceAll(":\\w+", ""));
    if (words[0].matches(".*:\\w+")) {
      element.setSliceName(words[0].substring(words[0].lastIndexOf(':') + 1));
    }
    for (int i = 1; i < words.length; i++) {
      switch (words[i]) {
        case "=" -> element.setPattern(pattern(words[0], words[++i]));
        case "in" ->
            element
                .getBinding()
                .setStrength(BindingStrength.REQUIRED)
                .setValueSet(VALUE_SET + words[++i]);
        case "by", "closed-by" ->
            element
                .getSlicing()
                .setRules(words[i].equals("by") ? SlicingRules.OPEN : SlicingRules.CLOSED)
                .addDiscriminator()
                .setType(DiscriminatorType.VALUE)
                .setPath(words[++i]);
        case "a-patient" ->
            element.addType().setCode("Reference").addTargetProfile(BASE + "Patient");
        case "the-source" ->
            element
                .addConstraint()
                .setKey("val-audit-source")
                .setSeverity(ElementDefinition.ConstraintSeverity.ERROR)
                .setHuman("The Audit Source is this agent too.")
                .setExpression("$this.who = %resource.source.observer");
        default -> {
          String[] ends = words[i].split("\\.\\.", 2);
          if (!ends[0].isEmpty()) {
            element.setMin(Integer.parseInt(ends[0]));
          }
          element.setMax(ends[1].isEmpty() ? null : ends[1]);
        }
      }
    }
    return element;
  }

  private Type pattern(String path, String value) {
    if (value.contains("#")) {
      Coding coding = coding(value);
      return path.startsWith("agent:") ? new CodeableConcept(coding) : coding;
    }
    return path.endsWith("requestor") ? new BooleanType(value) : new CodeType(value);
  }

  private Coding coding(String value) {
    String[] parts = value.split("#");
    return new Coding(Objects.requireNonNull(systems.get(parts[0])), parts[1], null);
  }

  private ValueSet values(String name, List<String> codes) {
    ValueSet values = new ValueSet();
    values.setUrl(VALUE_SET + name).setName(name).setStatus(PublicationStatus.ACTIVE);
    values.setId("balp-" + name);
    codes.stream()
        .map(this::coding)
        .forEach(
            each ->
                values
                    .getCompose()
                    .addInclude()
                    .setSystem(each.getSystem())
                    .addConcept()
                    .setCode(each.getCode()));
    return values;
  }

  private List<String> lines(String... names) {
    return Stream.of(names).flatMap(name -> this.<List<String>>part(name).stream()).toList();
  }

  @SuppressWarnings("unchecked") // the file is written so
  private <T> T part(String name) {
    return (T) file.get(name);
  }
}
