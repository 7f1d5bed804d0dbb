package nl.keukentafel.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private static final String BASIC = BALP + "StructureDefinition/IHE.BasicAudit.";
  private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
  private static final String HL7 = "http://terminology.hl7.org/CodeSystem/";
  private static final String ENTITY_TYPES = HL7 + "audit-entity-type";
  private static final Coding SOURCE = new Coding(DCM, "110153", "Source Role ID");
  private static final Coding DESTINATION = new Coding(DCM, "110152", "Destination Role ID");
  private static final Coding APPLICATION = new Coding(DCM, "110150", "Application");
  private static final Coding CUSTODIAN =
      new Coding(HL7 + "provenance-participant-type", "custodian", "Custodian");
  private static final Coding DECIDER =
      new Coding(HL7 + "extra-security-role-type", "authserver", "authorization server");
  private static final Coding RECIPIENT =
      new Coding(HL7 + "v3-ParticipationType", "IRCP", "information recipient");
  private static final Coding AUTHOR =
      new Coding(HL7 + "v3-ParticipationType", "AUT", "author (originator)");

  /** The other interactions that have a code in FHIR. */
  private static final Set<String> BESIDE = Set.of("vread", "operation", "batch", "transaction");

  private static final Kind DENIAL =
      new Kind("AuthZconsent", AuditEventAction.E, APPLICATION, DECIDER, RECIPIENT);
  private static final Kind LOOK = new Kind("", AuditEventAction.E, DESTINATION, SOURCE, RECIPIENT);
  private static final Kind CHANGE = new Kind("", AuditEventAction.U, SOURCE, DESTINATION, AUTHOR);
  private static final Map<String, Kind> KINDS =
      Map.of(
          "read", new Kind("Read", AuditEventAction.R, DESTINATION, SOURCE, RECIPIENT),
          "search-type", new Kind("Query", AuditEventAction.E, SOURCE, DESTINATION, RECIPIENT),
          "create", new Kind("Create", AuditEventAction.C, SOURCE, DESTINATION, AUTHOR),
          "update", new Kind("Update", AuditEventAction.U, SOURCE, DESTINATION, AUTHOR),
          "delete", new Kind("Delete", AuditEventAction.D, APPLICATION, CUSTODIAN, AUTHOR));

  /**
   * What BALP calls an event, if it does, and as what it wants app, server and person to take part.
   */
  private record Kind(
      String pattern, AuditEventAction action, Coding app, Coding server, Coding user) {
    static Kind of(Row row) {
      Kind known = KINDS.get(code(row));
      boolean writes = row.act().equals("vastleggen");
      return known != null && writes == (known.user == AUTHOR) ? known : writes ? CHANGE : LOOK;
    }
  }

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
    Kind kind = denied ? DENIAL : Kind.of(row);
    event.setAction(kind.action);
    if (denied) {
      event.getMeta().addProfile(BASIC + kind.pattern);
      event
          .setType(new Coding(DCM, "110113", "Security Alert"))
          .addSubtype(new Coding(BALP + "CodeSystem/AuthZsubType", "AuthZ-Role", null));
    } else {
      answer(event, row, kind.pattern);
    }
    agents(event, row, view, kind);
    event
        .getSource()
        .setSite(row.node())
        .addType(new Coding(HL7 + "security-source-type", "4", "Application Server"))
        .getObserver()
        .setDisplay("Keukentafel");
    entities(event, row, denied);
    return event;
  }

  private static void answer(AuditEvent event, Row row, String pattern) {
    String code = code(row);
    boolean fits = isSearch(row) || row.resources().stream().limit(1).anyMatch(AuditEvents::isOne);
    if (!pattern.isEmpty() && row.permitted() && fits) {
      event.getMeta().addProfile(BASIC + (row.patient() == null ? "" : "Patient") + pattern);
    }
    event.setType(
        code.equals("notification")
            ? new Coding(HL7 + "iso-21089-lifecycle", "transmit", null)
            : new Coding(HL7 + "audit-event-type", "rest", "RESTful Operation"));
    if (KINDS.containsKey(code) || BESIDE.contains(code)) {
      event.addSubtype(new Coding("http://hl7.org/fhir/restful-interaction", code, null));
    }
  }

  private static String code(Row row) {
    return row.interaction().split(" ")[0];
  }

  private static boolean isSearch(Row row) {
    return code(row).equals("search-type");
  }

  /** Who saw or did what, and by which rules, in words of the client. */
  private String told(Row row) {
    String who = names.of(row.role(), row.organization());
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

  private void agents(AuditEvent event, Row row, View view, Kind kind) {
    user(event, row, view, kind.user);
    AuditEventAgentComponent app = event.addAgent().setRequestor(false);
    app.setType(new CodeableConcept(kind.app)).setWho(who(row.clientId()));
    app.getNetwork().setType(AuditEventAgentNetworkType._2).setAddress(row.network());
    if (kind == DENIAL || row.organization() != null) {
      organization(event, row);
    }
    AuditEventAgentComponent server = event.addAgent().setRequestor(false);
    server
        .setType(new CodeableConcept(kind.server))
        .setWho(new Reference().setDisplay("Keukentafel"));
    if (kind != DENIAL) {
      server.getNetwork().setType(AuditEventAgentNetworkType._1).setAddress(row.node());
    }
  }

  /** The client sees a professional by role; who answers for them sees the person. */
  private void user(AuditEvent event, Row row, View view, Coding part) {
    AuditEventAgentComponent user = event.addAgent().setRequestor(true);
    user.setType(new CodeableConcept(part));
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
          consent(event).setWhat(new Reference().setDisplay("Geen toestemming die dit opent"));
      row.resources().forEach(each -> detail(consent, "resource", each));
      detail(consent, "X-Request-Id", row.requestId());
      return;
    }
    for (int i = 0; i < row.resources().size(); i++) {
      entity(event, row.resources().get(i), i == 0 && !isSearch(row));
    }
    row.consents().forEach(each -> consent(event).setWhat(new Reference(each)));
    if (isSearch(row)) {
      query(event, row);
    }
    numbers(event, row);
  }

  private static AuditEventEntityComponent consent(AuditEvent event) {
    return event
        .addEntity()
        .setType(new Coding("http://hl7.org/fhir/resource-types", "Consent", null));
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

  /** BALP has one object in an event; what else was shown or made goes by its type. */
  private static void entity(AuditEvent event, String resource, boolean first) {
    event
        .addEntity()
        .setWhat(isOne(resource) ? new Reference(resource) : null)
        .setName(isOne(resource) ? null : resource)
        .setType(
            first
                ? new Coding(ENTITY_TYPES, "2", "System Object")
                : new Coding("http://hl7.org/fhir/resource-types", resource.split("/")[0], null))
        .setRole(new Coding(HL7 + "object-role", "4", "Domain Resource"));
  }

  private static boolean isOne(String resource) {
    return resource.contains("/");
  }
}
