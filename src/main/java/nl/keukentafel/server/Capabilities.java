package nl.keukentafel.server;

import ca.uhn.fhir.rest.annotation.Metadata;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.util.Date;
import java.util.Map;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Opening;
import nl.keukentafel.conformance.ConformanceResources;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementKind;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ResourceVersionPolicy;
import org.hl7.fhir.r4.model.CapabilityStatement.RestfulCapabilityMode;
import org.hl7.fhir.r4.model.CapabilityStatement.SystemRestfulInteraction;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.SearchParameter;

/**
 * Declares what the gate opens and nothing else, https://hl7.org/fhir/R4/capabilitystatement.html.
 */
public final class Capabilities {
  private static final Map<String, TypeRestfulInteraction> INTERACTIONS =
      Map.of(
          "read", TypeRestfulInteraction.READ,
          "search", TypeRestfulInteraction.SEARCHTYPE,
          "create", TypeRestfulInteraction.CREATE,
          "update", TypeRestfulInteraction.UPDATE,
          "delete", TypeRestfulInteraction.DELETE);

  private static final String BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/";
  private static final String TOPIC =
      BACKPORT + "StructureDefinition/capabilitystatement-subscriptiontopic-canonical";
  private static final String TOPIC_URL =
      "http://hl7.org/fhir/5.0/StructureDefinition/extension-SubscriptionTopic.url";

  private final Gate gate;
  private final ConformanceResources conformance;
  private final String version;
  private final Date date = new Date();

  Capabilities(Gate gate, ConformanceResources conformance, String version) {
    this.gate = gate;
    this.conformance = conformance;
    this.version = version;
  }

  /** HAPI insists; the table is all that is needed. */
  public void setRestfulServer(RestfulServer server) {}

  @Metadata
  public CapabilityStatement statement() {
    CapabilityStatement statement =
        new CapabilityStatement()
            .setStatus(PublicationStatus.ACTIVE)
            .setDate(date)
            .setKind(CapabilityStatementKind.INSTANCE)
            .setFhirVersion(FHIRVersion._4_0_1)
            .addInstantiates(BACKPORT + "CapabilityStatement/backport-subscription-server-r4");
    statement.getSoftware().setName("Keukentafel").setVersion(version);
    statement.getImplementation().setDescription("Keukentafel");
    statement.addFormat("application/fhir+json").addFormat("application/fhir+xml");
    CapabilityStatementRestComponent rest =
        statement.addRest().setMode(RestfulCapabilityMode.SERVER);
    rest.getSecurity()
        .addService(
            new CodeableConcept(
                new Coding(
                    "http://terminology.hl7.org/CodeSystem/restful-security-service",
                    "SMART-on-FHIR",
                    "SMART-on-FHIR")));
    gate.types().forEach((type, opening) -> declare(rest, type, opening));
    rest.addInteraction().setCode(SystemRestfulInteraction.BATCH);
    rest.addInteraction().setCode(SystemRestfulInteraction.TRANSACTION);
    return statement;
  }

  private void declare(CapabilityStatementRestComponent rest, String type, Opening opening) {
    CapabilityStatementRestResourceComponent resource =
        rest.addResource().setType(type).setVersioning(ResourceVersionPolicy.VERSIONED);
    if (type.equals("Subscription")) {
      resource.addSupportedProfile(BACKPORT + "StructureDefinition/backport-subscription");
      conformance.all(Basic.class).stream()
          .map(topic -> topic.getExtensionByUrl(TOPIC_URL).getValue().primitiveValue())
          .forEach(topic -> resource.addExtension(TOPIC, new CanonicalType(topic)));
    }
    for (String allowed : opening.allow().keySet()) {
      if (allowed.startsWith("$")) {
        String name = allowed.substring(1);
        resource.addOperation().setName(name).setDefinition(definition(type, name));
      } else {
        resource.addInteraction().setCode(INTERACTIONS.get(allowed));
      }
    }
    for (String name : opening.search()) {
      SearchParameter parameter =
          SearchParametersInUse.find(conformance.context(), conformance, type, name);
      resource.addSearchParam().setName(name).setType(parameter.getType());
    }
  }

  /** The project's own definition, that of the Subscriptions Backport, or that of FHIR itself. */
  private String definition(String type, String operation) {
    return conformance.all(OperationDefinition.class).stream()
        .filter(each -> each.getCode().equals(operation) && each.hasResource(type))
        .map(OperationDefinition::getUrl)
        .findFirst()
        .orElse(
            type.equals("Subscription")
                ? BACKPORT + "OperationDefinition/backport-subscription-" + operation
                : "http://hl7.org/fhir/OperationDefinition/" + type + "-" + operation);
  }
}
