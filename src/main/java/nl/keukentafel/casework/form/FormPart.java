package nl.keukentafel.casework.form;

import java.util.List;
import nl.keukentafel.access.session.Session.Recording;
import nl.keukentafel.intake.FormJudgement;
import nl.keukentafel.intake.Ruling;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;

/**
 * The answers that one controller gets: a form as a whole, or one of the two of a conversation.
 *
 * @param module empty for a form as a whole
 * @param recording for whom they are recorded
 * @param refused the answers that may not be recorded there
 */
record FormPart(
    Questionnaire questionnaire,
    QuestionnaireResponse form,
    String patient,
    String module,
    Recording recording,
    List<Ruling> refused) {

  /** The same without what was refused. */
  FormPart recordable() {
    return new FormPart(
        questionnaire, FormJudgement.without(refused, form), patient, module, recording, List.of());
  }

  boolean hasAnswers() {
    return form.hasItem();
  }

  Receipts.Key key() {
    return new Receipts.Key(
        patient,
        form.getIdentifier().getSystem() + "|" + form.getIdentifier().getValue(),
        recording.controller().tag()
            + "."
            + recording.herkomst().code()
            + (module.isEmpty() ? "" : "/" + module));
  }
}
