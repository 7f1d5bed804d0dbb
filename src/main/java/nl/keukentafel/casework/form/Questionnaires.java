package nl.keukentafel.casework.form;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.conformance.Assembly;
import nl.keukentafel.conformance.ConformanceResources;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
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
        form.getStatus() == QuestionnaireResponseStatus.COMPLETED
            || form.getStatus() == QuestionnaireResponseStatus.AMENDED,
        "status",
        "Only a completed or amended form can be received");
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

  /**
   * @param canonical with or without version
   */
  Optional<Questionnaire> find(String canonical) {
    return conformance.find(Questionnaire.class, canonical);
  }

  /** The forms that this one was assembled from, https://hl7.org/fhir/uv/sdc/modular.html. */
  List<Questionnaire> modulesOf(Questionnaire questionnaire) {
    return questionnaire.getExtensionsByUrl(Assembly.ASSEMBLED_FROM).stream()
        .map(each -> each.getValue().primitiveValue())
        .map(module -> find(module).orElseThrow())
        .toList();
  }

  /** As if only this module had been answered. */
  static QuestionnaireResponse answersTo(Questionnaire module, QuestionnaireResponse form) {
    Set<String> groups =
        module.getItem().stream()
            .map(QuestionnaireItemComponent::getLinkId)
            .collect(Collectors.toSet());
    QuestionnaireResponse answers =
        form.copy().setQuestionnaire(module.getUrl() + "|" + module.getVersion());
    answers.getItem().removeIf(item -> !groups.contains(item.getLinkId()));
    return answers;
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
