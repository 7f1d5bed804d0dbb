package nl.keukentafel.conformance;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Resource;

/**
 * Puts a form together from the forms that its items name,
 * https://hl7.org/fhir/uv/sdc/modular.html: their questions, templates and variables, and which
 * forms they are.
 */
public final class Assembly {
  /** On the assembled form: the canonical, with version, of each form in it. */
  public static final String ASSEMBLED_FROM =
      "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-assembledFrom";

  private static final String SUB =
      "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-subQuestionnaire";

  private static final String EXPECTATION =
      "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-assemble-expectation";

  private final List<Questionnaire> modules;

  private Assembly(List<Questionnaire> modules) {
    this.modules = modules;
  }

  static List<Resource> in(List<Resource> resources) {
    Assembly assembly =
        new Assembly(
            resources.stream()
                .filter(Questionnaire.class::isInstance)
                .map(Questionnaire.class::cast)
                .toList());
    return resources.stream()
        .map(
            each ->
                each instanceof Questionnaire form
                        && form.getItem().stream().anyMatch(Assembly::isSub)
                    ? assembly.assemble(form)
                    : each)
        .toList();
  }

  private static boolean isSub(QuestionnaireItemComponent item) {
    return item.hasExtension(SUB);
  }

  private Questionnaire assemble(Questionnaire root) {
    Questionnaire assembled = root.copy().setItem(new ArrayList<>());
    assembled.getExtension().removeIf(each -> EXPECTATION.equals(each.getUrl()));
    for (QuestionnaireItemComponent item : root.getItem()) {
      if (isSub(item)) {
        add(assembled, module(root, item.getExtensionByUrl(SUB).getValue().primitiveValue()));
      } else {
        assembled.addItem(item.copy());
      }
    }
    return assembled;
  }

  private Questionnaire module(Questionnaire root, String canonical) {
    return modules.stream()
        .filter(each -> canonical.equals(each.getUrl() + "|" + each.getVersion()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(root.getUrl() + ": no form " + canonical));
  }

  private static void add(Questionnaire assembled, Questionnaire module) {
    module.getItem().forEach(item -> assembled.addItem(item.copy()));
    module.getContained().forEach(template -> assembled.addContained(template.copy()));
    module.getExtension().stream()
        .filter(each -> assembled.getExtension().stream().noneMatch(each::equalsDeep))
        .forEach(each -> assembled.addExtension(each.copy()));
    assembled.addExtension(
        new Extension(
            ASSEMBLED_FROM, new CanonicalType(module.getUrl() + "|" + module.getVersion())));
  }
}
