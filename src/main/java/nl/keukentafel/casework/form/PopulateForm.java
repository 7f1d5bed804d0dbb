package nl.keukentafel.casework.form;

import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.List;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.access.search.CallerSearch;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.intake.Population;
import nl.keukentafel.intake.Ruling;
import nl.keukentafel.policy.Asker;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;

/** What is known and may still be recorded, as answers; nothing is stored. */
final class PopulateForm {
  private final Questionnaires questionnaires;
  private final WriteStage writes;
  private final JudgeForm judge;
  private final CallerSearch search;
  private final Population population;

  PopulateForm(
      Questionnaires questionnaires,
      WriteStage writes,
      JudgeForm judge,
      CallerSearch search,
      Population population) {
    this.questionnaires = questionnaires;
    this.writes = writes;
    this.judge = judge;
    this.search = search;
    this.population = population;
  }

  Parameters populate(String canonical, Reference subject, ServletRequestDetails request) {
    Session session = Session.of(request).orElseThrow();
    Questionnaire questionnaire =
        questionnaires
            .find(canonical)
            .orElseThrow(
                () -> Refusal.invalid("Dit formulier kennen wij niet.", "Unknown canonical"));
    QuestionnaireResponse asked = new QuestionnaireResponse().setSubject(subject);
    String id =
        Subjects.patientOf(asked)
            .orElseThrow(
                () -> Refusal.invalid("Noem de cliënt.", "subject is a reference to a Patient"));
    Asker asker = writes.relatedAsker(session, asked);
    QuestionnaireResponse filled =
        population.populate(
            questionnaire, client(id, request), query -> search.find(query, request));
    List<FormPart> parts = judge.parts(questionnaire, filled, asker, session);
    List<Ruling> refused = parts.stream().flatMap(part -> part.refused().stream()).toList();
    filled.setItem(
        parts.stream().flatMap(part -> part.recordable().form().getItem().stream()).toList());
    filled.getMeta().addProfile(Canonical.profile("wmo-formulier"));
    Parameters answer = new Parameters();
    answer.addParameter().setName("response").setResource(filled);
    if (!refused.isEmpty()) {
      answer
          .addParameter()
          .setName("issues")
          .setResource(FormOutcome.refused(refused, IssueSeverity.WARNING));
    }
    return answer;
  }

  /** As the caller may see the client: perhaps no more than that there is one. */
  private Patient client(String id, ServletRequestDetails request) {
    return search.find("Patient?_id=" + id, request).stream()
        .map(Patient.class::cast)
        .findFirst()
        .orElseGet(() -> (Patient) new Patient().setId(id));
  }
}
