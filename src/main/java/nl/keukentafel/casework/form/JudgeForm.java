package nl.keukentafel.casework.form;

import static java.util.Comparator.comparingInt;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.recording.Recorder;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.access.session.Disclosure;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.access.session.Session.Recording;
import nl.keukentafel.conformance.Validation;
import nl.keukentafel.conformance.Validation.Findings;
import nl.keukentafel.intake.AnswerShape;
import nl.keukentafel.intake.FormJudgement;
import nl.keukentafel.intake.Ruling;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;

/** What of an answered form may be recorded, and in whose name; nothing is stored here. */
final class JudgeForm {
  private static final Set<Role> TELLING = EnumSet.of(Role.CLIENT, Role.VERTEGENWOORDIGER);

  private static final Recording ANY_AANBIEDER =
      new Recording(Controller.aanbieder("00000000"), Herkomst.CLIENT);

  private final Questionnaires questionnaires;
  private final WriteStage writes;
  private final Validation validation;
  private final FormJudgement judgement;
  private final Addressees addressees;

  JudgeForm(
      Questionnaires questionnaires,
      WriteStage writes,
      Validation validation,
      FormJudgement judgement,
      Addressees addressees) {
    this.questionnaires = questionnaires;
    this.writes = writes;
    this.validation = validation;
    this.judgement = judgement;
    this.addressees = addressees;
  }

  /**
   * @param parts refusals and all
   * @param findings of the form itself: to be required before anything is told or stored
   */
  record Judged(List<FormPart> parts, Findings findings) {
    List<Ruling> refused() {
      return parts.stream().flatMap(part -> part.refused().stream()).toList();
    }
  }

  /**
   * A form is validated while it is judged; of what is not valid no refusal is told. What was
   * refused is noted for the access log.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException 404 when the client is not
   *     the sender's
   * @throws ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException 422 naming the item or
   *     element that is not valid
   */
  Judged judge(QuestionnaireResponse form, Session session) {
    Asker asker = writes.relatedAsker(session, form);
    Questionnaire questionnaire = questionnaires.of(form);
    Findings findings = validation.begin(form);
    Judged judged =
        new Judged(
            findings.outrank(() -> addressed(questionnaire, form, asker, session)), findings);
    if (!judged.refused().isEmpty()) {
      findings.require();
      note(judged.refused(), form, session);
    }
    return judged;
  }

  private List<FormPart> addressed(
      Questionnaire questionnaire, QuestionnaireResponse form, Asker asker, Session session) {
    requireWholeAnswers(questionnaire, form);
    writes.requireOwnForm(session, form);
    List<FormPart> parts = parts(questionnaire, form, asker, session);
    if (TELLING.contains(asker.role())
        && parts.stream().anyMatch(part -> isUnaddressed(part, asker))) {
      throw FormOutcome.unaddressed();
    }
    return parts;
  }

  private static void note(List<Ruling> refused, QuestionnaireResponse form, Session session) {
    String patient = Subjects.patientOf(form).orElseThrow();
    refused.forEach(
        ruling ->
            session.refuse(
                new Disclosure(Act.VASTLEGGEN, patient, form.fhirType(), ruling.decision())));
  }

  /** Refused to the college, where an aanbieder could have it. */
  private boolean isUnaddressed(FormPart part, Asker asker) {
    return !part.refused().isEmpty()
        && !FormJudgement.isVerslag(part.questionnaire())
        && part.recording().controller().kind() != Controller.Kind.AANBIEDER
        && refused(part.questionnaire(), part.form(), asker, ANY_AANBIEDER).size()
            < part.refused().size();
  }

  private static void requireWholeAnswers(Questionnaire questionnaire, QuestionnaireResponse form) {
    List<String> broken = AnswerShape.broken(questionnaire, form);
    if (!broken.isEmpty()) {
      throw FormOutcome.unprocessable(
          broken.get(0), "An answer has a value, no longer than its question allows");
    }
  }

  /** The parts that have answers. */
  List<FormPart> parts(
      Questionnaire questionnaire, QuestionnaireResponse form, Asker asker, Session session) {
    List<Questionnaire> modules = questionnaires.modulesOf(questionnaire);
    return modules.isEmpty()
        ? List.of(part(questionnaire, form, "", asker, session))
        : modules.stream()
            .map(
                module ->
                    part(
                        module,
                        Questionnaires.answersTo(module, form),
                        module.getIdPart(),
                        asker,
                        session))
            .filter(FormPart::hasAnswers)
            .toList();
  }

  /** In whose name: the first in which the fewest answers are refused. */
  private FormPart part(
      Questionnaire questionnaire,
      QuestionnaireResponse form,
      String module,
      Asker asker,
      Session session) {
    String patient = Subjects.patientOf(form).orElseThrow();
    List<Recording> possible = Recorder.ofForm(session.relations(patient));
    return (TELLING.contains(asker.role()) ? addressees.of(form, possible) : possible.stream())
        .map(
            recording ->
                new FormPart(
                    questionnaire,
                    form,
                    patient,
                    module,
                    recording,
                    refused(questionnaire, form, asker, recording)))
        .min(comparingInt(part -> part.refused().size()))
        .orElseThrow();
  }

  private List<Ruling> refused(
      Questionnaire questionnaire, QuestionnaireResponse form, Asker asker, Recording recording) {
    return judgement
        .judge(questionnaire, form, asker, recording.controller(), recording.herkomst())
        .stream()
        .filter(ruling -> !ruling.permitted())
        .toList();
  }
}
