package nl.keukentafel.casework;

import nl.keukentafel.conformance.ConformanceResources;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;

/** The questionnaires in force, and what an answered one must bring to be received at all. */
record Questionnaires(ConformanceResources conformance) {
  /**
   * The questionnaire that the form answers.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException 422 naming the element
   */
  Questionnaire of(QuestionnaireResponse form) {
    require(
        form.getStatus() == QuestionnaireResponseStatus.COMPLETED,
        "status",
        "Only a completed form can be received");
    require(
        form.getIdentifier().hasSystem()
            && form.getIdentifier().hasValue()
            && form.getIdentifier().getSystem().length() + form.getIdentifier().getValue().length()
                < 500,
        "identifier",
        "An identifier with system and value (together under 500 characters) is required: a form"
            + " sent twice must not count twice");
    String[] canonical = String.valueOf(form.getQuestionnaire()).split("\\|", 2);
    Questionnaire questionnaire =
        conformance
            .find(Questionnaire.class, canonical[0])
            .orElseThrow(() -> unprocessable("questionnaire", "This questionnaire is not known"));
    require(
        canonical.length == 1 || canonical[1].equals(questionnaire.getVersion()),
        "questionnaire",
        "The version in force is " + questionnaire.getVersion());
    return questionnaire;
  }

  private static void require(boolean holds, String element, String technical) {
    if (!holds) {
      throw unprocessable(element, technical);
    }
  }

  private static RuntimeException unprocessable(String element, String technical) {
    return FormOutcome.unprocessable("QuestionnaireResponse." + element, technical);
  }
}
