package nl.keukentafel.audit;

import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import nl.keukentafel.audit.LogReader.Row;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Rule;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/**
 * Shows a row of the log as AuditEvent, after IHE BALP,
 * https://profiles.ihe.net/ITI/BALP/content.html. Never stored as a resource.
 */
final class AuditEvents {
  private static final String TYPES = "http://terminology.hl7.org/CodeSystem/audit-event-type";
  private static final String INTERACTIONS = "http://hl7.org/fhir/restful-interaction";
  private static final String ENTITY_TYPES =
      "http://terminology.hl7.org/CodeSystem/audit-entity-type";
  private static final String OBJECT_ROLES = "http://terminology.hl7.org/CodeSystem/object-role";

  private final Map<String, Rule> rules;

  AuditEvents(Collection<Rule> rules) {
    this.rules = rules.stream().collect(Collectors.toMap(Rule::id, Function.identity()));
  }

  AuditEvent of(Row row) {
    AuditEvent event =
        new AuditEvent()
            .setType(new Coding(TYPES, "rest", "RESTful Operation"))
            .addSubtype(new Coding(INTERACTIONS, row.interaction().split(" ")[0], null))
            .setAction(row.act().equals("vastleggen") ? AuditEventAction.C : AuditEventAction.R)
            .setRecorded(Date.from(row.at()))
            .setOutcome(
                row.outcome().equals("permit") ? AuditEventOutcome._0 : AuditEventOutcome._4);
    event.setId(Long.toString(row.id()));
    if (row.purpose() != null) {
      event
          .addPurposeOfEvent()
          .addCoding(new Coding(Canonical.codeSystem("doel"), row.purpose(), null));
    }
    agent(event, row);
    event.getSource().getObserver().setDisplay("Keukentafel");
    if (row.patient() != null) {
      event
          .addEntity()
          .setWhat(new Reference("Patient/" + row.patient()))
          .setType(new Coding(ENTITY_TYPES, "1", "Person"))
          .setRole(new Coding(OBJECT_ROLES, "1", "Patient"));
    }
    row.resources().forEach(resource -> entity(event, resource));
    numbers(event, row);
    return event;
  }

  private void agent(AuditEvent event, Row row) {
    AuditEventAgentComponent agent = event.addAgent().setRequestor(true);
    agent.addRole().addCoding(new Coding(Canonical.codeSystem("rol"), row.role(), null));
    if (row.organization() == null) {
      agent.setWho(
          new Reference(row.fhirUser()).setIdentifier(new Identifier().setValue(row.subject())));
    } else {
      OrganizationIdentifier organization = OrganizationIdentifier.parse(row.organization());
      agent.setWho(
          new Reference()
              .setIdentifier(
                  new Identifier()
                      .setSystem(organization.system())
                      .setValue(organization.value())));
    }
    if (row.rule() != null) {
      String first = row.rule().split("; ")[0];
      agent.addPolicy(Canonical.codeSystem("grondslag") + "#" + first);
      Rule rule = rules.get(first);
      event.setOutcomeDesc(
          rule == null ? row.article() : rule.sentence() + " (" + row.article() + ")");
    }
  }

  /** The numbers of the request, as BALP gives X-Request-Id. */
  private static void numbers(AuditEvent event, Row row) {
    AuditEventEntityComponent request =
        event
            .addEntity()
            .setWhat(new Reference().setIdentifier(new Identifier().setValue(row.requestId())))
            .setType(
                new Coding(
                    "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType",
                    "XrequestId",
                    null));
    detail(request, "MedMij-Request-ID", row.tracing().medMijRequestId());
    detail(request, "X-Correlation-ID", row.tracing().correlationId());
  }

  private static void detail(
      AuditEventEntityComponent request, String header, @Nullable String value) {
    if (value != null) {
      request.addDetail().setType(header).setValue(new StringType(value));
    }
  }

  private static void entity(AuditEvent event, String resource) {
    boolean one = resource.contains("/");
    event
        .addEntity()
        .setWhat(one ? new Reference(resource) : null)
        .setName(one ? null : resource)
        .setType(new Coding(ENTITY_TYPES, "2", "System Object"))
        .setRole(new Coding(OBJECT_ROLES, "4", "Domain Resource"));
  }
}
