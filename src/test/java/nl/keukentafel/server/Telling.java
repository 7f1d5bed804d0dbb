package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;

/** Tells a story to the server, about a client whom nobody else knows. */
final class Telling {
  private static final Map<String, String> AGB =
      Map.of("aanbieder-de-linde", "99000001", "aanbieder-noord", "99000002");

  private final List<Story.Step> steps;
  private final Tokens tokens;
  private final String gemeente;
  private final String client;
  private final Map<String, Party> parties = new LinkedHashMap<>();
  private final Map<String, String> authors = new HashMap<>();
  private final Map<String, Map<String, Object>> told = new HashMap<>();
  private final Set<String> made = new LinkedHashSet<>();
  private final List<QuestionnaireResponse> forms = new ArrayList<>();

  Telling(Story story, Tokens tokens) {
    this.steps = story.steps();
    this.tokens = tokens;
    this.gemeente = "Organization/" + story.gemeente();
    Party consulent = Party.of(tokens.port(), story.gemeente(), "wmo-consulent");
    this.client = NewClient.of(consulent, story.gemeente());
    join("client", tokens.client(id()), client);
    join("consulent", consulent, gemeente);
  }

  /** Everything that the forms made, in that order, the references without version. */
  Set<String> made() {
    return made;
  }

  String client() {
    return client;
  }

  /** Who takes part, by the name that the story gives them. */
  Map<String, Party> parties() {
    return parties;
  }

  /** What the story calls those who have another reference in every run. */
  Map<String, String> names() {
    Map<String, String> names = new LinkedHashMap<>();
    authors.forEach(
        (name, author) -> {
          if (!author.startsWith("Organization/") && !author.equals(client)) {
            names.put(author, author.replaceFirst("/.*", "/" + name));
          }
        });
    return names;
  }

  /** The forms that were received, as they were sent. */
  List<QuestionnaireResponse> forms() {
    return forms;
  }

  Telling tell() {
    for (Story.Step step : steps) {
      switch (step.does()) {
        case "form" -> send(step);
        case "order" -> order(step);
        case "consent" -> consent(step);
        case "mandate" -> mandate(step);
        case "represent" -> represent(step);
        case "assign" -> assign(step);
        default -> throw new IllegalArgumentException(step.does());
      }
    }
    return this;
  }

  private void send(Story.Step step) {
    String known = step.who() + " " + step.form();
    Map<String, Object> answers = new LinkedHashMap<>();
    if (step.amends()) {
      answers.putAll(told.get(known));
    }
    answers.putAll(step.answers());
    answers.values().removeIf(answer -> answer == null);
    QuestionnaireResponse form = FormStory.of(step, client, authors.get(step.who()), answers);
    Party.Answer answer =
        Party.answer(
            parties
                .get(step.who())
                .request("QuestionnaireResponse")
                .header("Content-Type", "application/fhir+json")
                .header("Prefer", "return=OperationOutcome")
                .POST(
                    BodyPublishers.ofString(
                        Party.FHIR.newJsonParser().encodeResourceToString(form))));
    if (step.refused() != null) {
      OperationOutcome refusal = ProperRefusal.of(answer, 422);
      assertThat(ProperRefusal.expressions(refusal))
          .containsExactlyInAnyOrderElementsOf(step.refused());
      return;
    }
    assertThat(answer.status()).as(answer.body()).isEqualTo(step.amends() ? 200 : 201);
    answer.as(OperationOutcome.class).getIssue().stream()
        .filter(issue -> issue.getSeverity() == IssueSeverity.INFORMATION)
        .map(issue -> issue.getDiagnostics())
        .filter(each -> each.matches("[A-Za-z]+/\\S+") && !each.equals(client))
        .forEach(made::add);
    told.put(known, answers);
    forms.add(form);
  }

  /** The toewijzing to an aanbieder, who takes part from here. */
  private void order(Story.Step step) {
    ServiceRequest order = MevrouwT.toewijzing();
    order.setSubject(new Reference(client)).setRequester(new Reference(gemeente));
    order.setPerformer(List.of(new Reference("Organization/" + step.to())));
    created(step.who(), order);
    joinAanbieder(step.to());
  }

  private void mandate(Story.Step step) {
    Task onderzoek = MevrouwT.example(Task.class, "wmo-aanvraag");
    onderzoek.setFor(new Reference(client));
    onderzoek.setOwner(new Reference("Organization/" + step.to()));
    created(step.who(), onderzoek);
    joinAanbieder(step.to());
  }

  private void consent(Story.Step step) {
    Consent consent = MevrouwT.example(Consent.class, "wmo-toestemming");
    consent.setPatient(new Reference(client)).setPerformer(List.of(new Reference(client)));
    consent.setOrganization(List.of(new Reference(gemeente)));
    consent
        .getProvision()
        .getActorFirstRep()
        .getReference()
        .setReference("Organization/" + step.to());
    consent
        .getProvision()
        .getCodeFirstRep()
        .setCoding(List.of(Forms.code("herkomst", step.from())));
    consent.addVerification().setVerified(true).setVerificationDate(new Date());
    created(step.who(), consent);
  }

  private void represent(Story.Step step) {
    RelatedPerson mentor = MevrouwT.example(RelatedPerson.class, "wmo-contactpersoon");
    mentor.setPatient(new Reference(client));
    String reference = created(step.who(), mentor);
    join("mentor", tokens.person(Role.VERTEGENWOORDIGER, reference, id()), reference);
  }

  /** A hulp of the aanbieder comes to this client. */
  private void assign(Story.Step step) {
    Reference aanbieder = new Reference(authors.get(step.who()));
    PractitionerRole hulp = MevrouwT.example(PractitionerRole.class, "wmo-medewerker");
    String reference = created(step.who(), hulp.setOrganization(aanbieder));
    CareTeam team = MevrouwT.example(CareTeam.class, "wmo-team");
    team.setSubject(new Reference(client)).setManagingOrganization(List.of(aanbieder));
    team.getParticipantFirstRep().setMember(new Reference(reference));
    created(step.who(), team);
    String agb = AGB.get(aanbieder.getReference().replace("Organization/", ""));
    join(
        "hulp",
        tokens.employee(Role.HUISHOUDELIJKE_HULP, NamingSystems.AGB + "|" + agb, reference),
        reference);
  }

  private void joinAanbieder(String id) {
    join(
        id.replace("aanbieder-", ""),
        Party.of(tokens.port(), id, "zorgcoordinator"),
        "Organization/" + id);
  }

  private void join(String name, Party party, String author) {
    parties.put(name, party);
    authors.put(name, author);
  }

  private String id() {
    return client.replace("Patient/", "");
  }

  private String created(String by, Resource resource) {
    Party.Answer answer = parties.get(by).post(resource.fhirType(), resource);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return resource.fhirType() + "/" + answer.as(resource.getClass()).getIdElement().getIdPart();
  }
}
