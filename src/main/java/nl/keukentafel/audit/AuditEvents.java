package nl.keukentafel.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.audit.LogReader.Row;
import nl.keukentafel.audit.LogReader.View;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Rule;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentNetworkType;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.CodeableConcept;
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
  private static final String BALP = "https://profiles.ihe.net/ITI/BALP/";
  private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
  private static final String HL7 = "http://terminology.hl7.org/CodeSystem/";
  private static final String ENTITY_TYPES = HL7 + "audit-entity-type";
  private static final Coding SOURCE = new Coding(DCM, "110153", "Source Role ID");
  private static final Coding DESTINATION = new Coding(DCM, "110152", "Destination Role ID");

  private final Map<String, Rule> rules;
  private final PartyNames names;

  AuditEvents(Collection<Rule> rules, PartyNames names) {
    this.rules = rules.stream().collect(Collectors.toMap(Rule::id, Function.identity()));
    this.names = names;
  }

  AuditEvent of(Row row, View view) {
    boolean denied = !row.permitted() && row.patient() != null;
    AuditEvent event = new AuditEvent().setRecorded(Date.from(row.at()));
    event.setId(Long.toString(row.id()));
    event.setOutcome(
        row.permitted()
            ? AuditEventOutcome._0
            : row.status() >= 500 ? AuditEventOutcome._8 : AuditEventOutcome._4);
    event.setOutcomeDesc(told(row));
    if (row.purpose() != null) {
      event
          .addPurposeOfEvent()
          .addCoding(new Coding(Canonical.codeSystem("doel"), row.purpose(), null));
    }
    if (denied) {
      denial(event);
    } else {
      answer(event, row);
    }
    agents(event, row, view, denied);
    event
        .getSource()
        .setSite(row.node())
        .addType(new Coding(HL7 + "security-source-type", "4", "Application Server"))
        .getObserver()
        .setDisplay("Keukentafel");
    entities(event, row, denied);
    return event;
  }

  private static void denial(AuditEvent event) {
    event.getMeta().addProfile(BALP + "StructureDefinition/IHE.BasicAudit.AuthZconsent");
    event
        .setType(new Coding(DCM, "110113", "Security Alert"))
        .setAction(AuditEventAction.E)
        .addSubtype(new Coding(BALP + "CodeSystem/AuthZsubType", "AuthZ-Role", null));
  }

  private static void answer(AuditEvent event, Row row) {
    String code = row.interaction().split(" ")[0];
    AuditEventAction action =
        switch (code) {
          case "create" -> AuditEventAction.C;
          case "update" -> AuditEventAction.U;
          case "delete" -> AuditEventAction.D;
          case "operation", "batch", "transaction" ->
              row.act().equals("vastleggen") ? AuditEventAction.U : AuditEventAction.E;
          default -> AuditEventAction.R;
        };
    String pattern =
        switch (code) {
          case "create" -> "Create";
          case "update" -> "Update";
          case "delete" -> "Delete";
          case "read" -> "Read";
          case "search-type" -> "Query";
          default -> "";
        };
    boolean fits = pattern.equals("Query") || !row.resources().isEmpty();
    if (!pattern.isEmpty() && row.permitted() && fits) {
      event
          .getMeta()
          .addProfile(
              BALP
                  + "StructureDefinition/IHE.BasicAudit."
                  + (row.patient() == null ? "" : "Patient")
                  + pattern);
    }
    event
        .setType(new Coding(HL7 + "audit-event-type", "rest", "RESTful Operation"))
        .setAction(code.equals("search-type") ? AuditEventAction.E : action)
        .addSubtype(new Coding("http://hl7.org/fhir/restful-interaction", code, null));
  }

  /** Who saw or did what, and by which rules, in words of the client. */
  private String told(Row row) {
    String who =
        row.organization() == null
            ? names.role(row.role())
            : names.role(row.role())
                + " van "
                + names.organization(OrganizationIdentifier.parse(row.organization()));
    String what =
        row.act().equals("vastleggen")
            ? row.permitted() ? "legde gegevens vast" : "mocht gegevens niet vastleggen"
            : row.permitted() ? "zag gegevens of vroeg ernaar" : "kreeg niets te zien";
    String why = row.emergency() == null ? "" : " Noodgeval: " + row.emergency() + ".";
    String ground =
        rulesOf(row)
            .map(rules::get)
            .filter(Objects::nonNull)
            .map(rule -> " " + rule.sentence() + " (" + rule.citation() + ")")
            .collect(Collectors.joining());
    return who + " " + what + "." + why + ground;
  }

  private static Stream<String> rulesOf(Row row) {
    return row.rule() == null ? Stream.of() : Arrays.stream(row.rule().split("; "));
  }

  private void agents(AuditEvent event, Row row, View view, boolean denied) {
    boolean writes = row.act().equals("vastleggen");
    user(event, row, view);
    AuditEventAgentComponent app = event.addAgent().setRequestor(false);
    app.setType(
            new CodeableConcept(
                denied ? new Coding(DCM, "110150", "Application") : writes ? SOURCE : DESTINATION))
        .setWho(who(row.clientId()));
    app.getNetwork().setType(AuditEventAgentNetworkType._2).setAddress(row.network());
    if (denied || row.organization() != null) {
      organization(event, row);
    }
    event
        .addAgent()
        .setRequestor(false)
        .setType(
            new CodeableConcept(
                denied
                    ? new Coding(HL7 + "extra-security-role-type", "authserver", null)
                    : writes ? DESTINATION : SOURCE))
        .setWho(new Reference().setDisplay("Keukentafel"));
  }

  /** The client sees a professional by role; who answers for them sees the person. */
  private void user(AuditEvent event, Row row, View view) {
    AuditEventAgentComponent user = event.addAgent().setRequestor(true);
    user.setType(new CodeableConcept(new Coding(HL7 + "v3-ParticipationType", "IRCP", null)));
    if (row.role() != null) {
      user.addRole()
          .addCoding(new Coding(Canonical.codeSystem("rol"), row.role(), names.role(row.role())));
    }
    boolean named = !view.isOfClient() || row.organization() == null;
    Reference who = named ? who(row.subject()) : new Reference();
    user.setWho(who.setDisplay(names.role(row.role())));
    if (named && row.fhirUser() != null) {
      who.setReference(row.fhirUser());
    }
    rulesOf(row).forEach(id -> user.addPolicy(Canonical.codeSystem("grondslag") + "#" + id));
  }

  private void organization(AuditEvent event, Row row) {
    Reference who = new Reference().setDisplay("Voor zichzelf");
    if (row.organization() != null) {
      OrganizationIdentifier id = OrganizationIdentifier.parse(row.organization());
      who.setIdentifier(new Identifier().setSystem(id.system()).setValue(id.value()))
          .setDisplay(names.organization(id));
    }
    event
        .addAgent()
        .setRequestor(false)
        .setType(new CodeableConcept(new Coding(HL7 + "v3-RoleClass", "PROV", null)))
        .setWho(who);
  }

  private static Reference who(@Nullable String id) {
    return id == null
        ? new Reference().setDisplay("Onbekend")
        : new Reference().setIdentifier(new Identifier().setValue(id));
  }

  private static void entities(AuditEvent event, Row row, boolean denied) {
    if (row.patient() != null) {
      event
          .addEntity()
          .setWhat(new Reference("Patient/" + row.patient()))
          .setType(new Coding(ENTITY_TYPES, "1", "Person"))
          .setRole(new Coding(HL7 + "object-role", "1", "Patient"));
    }
    if (denied) {
      AuditEventEntityComponent consent =
          event
              .addEntity()
              .setWhat(new Reference().setDisplay("Geen toestemming die dit opent"))
              .setType(new Coding("http://hl7.org/fhir/resource-types", "Consent", null));
      row.resources().forEach(each -> detail(consent, "resource", each));
      detail(consent, "X-Request-Id", row.requestId());
      return;
    }
    row.resources().forEach(resource -> entity(event, resource));
    if (row.interaction().startsWith("search-type ")) {
      query(event, row);
    }
    numbers(event, row);
  }

  /** The log keeps whose dossier was searched and what came out; parameters may hold a person. */
  private static void query(AuditEvent event, Row row) {
    String asked =
        row.interaction().split(" ")[1]
            + (row.patient() == null ? "" : "?patient=" + row.patient());
    event
        .addEntity()
        .setType(new Coding(ENTITY_TYPES, "2", "System Object"))
        .setRole(new Coding(HL7 + "object-role", "24", "Query"))
        .setQuery(asked.getBytes(StandardCharsets.UTF_8));
  }

  /** The numbers of the request, as BALP gives X-Request-Id. */
  private static void numbers(AuditEvent event, Row row) {
    AuditEventEntityComponent request =
        event
            .addEntity()
            .setWhat(new Reference().setIdentifier(new Identifier().setValue(row.requestId())))
            .setType(new Coding(BALP + "CodeSystem/BasicAuditEntityType", "XrequestId", null));
    detail(request, "MedMij-Request-ID", row.tracing().medMijRequestId());
    detail(request, "X-Correlation-ID", row.tracing().correlationId());
  }

  private static void detail(
      AuditEventEntityComponent entity, String name, @Nullable String value) {
    if (value != null) {
      entity.addDetail().setType(name).setValue(new StringType(value));
    }
  }

  private static void entity(AuditEvent event, String resource) {
    boolean one = resource.contains("/");
    event
        .addEntity()
        .setWhat(one ? new Reference(resource) : null)
        .setName(one ? null : resource)
        .setType(new Coding(ENTITY_TYPES, "2", "System Object"))
        .setRole(new Coding(HL7 + "object-role", "4", "Domain Resource"));
  }
}
