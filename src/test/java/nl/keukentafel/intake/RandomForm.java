package nl.keukentafel.intake;

import static nl.keukentafel.conformance.RealConformance.RESOURCES;
import static nl.keukentafel.conformance.RealConformance.SUPPORT;

import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.EnableWhenBehavior;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemEnableWhenComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemOperator;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;

/** Valid answers to a form of this server, as the form itself says what is valid. */
public final class RandomForm {
  private static final List<String> WORDS =
      List.of("Hulp", "graag", "de", "trap", "<b>", "één", "ș", "\"huis\"", "&", "100%", "naïef");
  private static final Map<String, List<Coding>> CODES = new ConcurrentHashMap<>();

  private final Random random;

  private RandomForm(Random random) {
    this.random = random;
  }

  /** About the client {@code x}, for the organisation {@code x}, without identifier and author. */
  public static Arbitrary<QuestionnaireResponse> of(Questionnaire questionnaire) {
    return Arbitraries.randomValue(random -> new RandomForm(random).answer(questionnaire));
  }

  private QuestionnaireResponse answer(Questionnaire questionnaire) {
    QuestionnaireResponse form = new QuestionnaireResponse();
    form.getMeta().addProfile(Canonical.profile("wmo-formulier"));
    form.setStatus(QuestionnaireResponseStatus.COMPLETED);
    form.setQuestionnaire(questionnaire.getUrl() + "|" + questionnaire.getVersion());
    form.getSubject().setReference("Patient/x");
    form.setAuthoredElement(new DateTimeType("2026-03-02T10:00:00+01:00"));
    do {
      form.setItem(items(questionnaire.getItem()));
    } while (form.getItem().isEmpty());
    return form;
  }

  private List<QuestionnaireResponseItemComponent> items(
      List<QuestionnaireItemComponent> questions) {
    List<QuestionnaireResponseItemComponent> items = new ArrayList<>();
    for (QuestionnaireItemComponent question : questions) {
      boolean answered = question.getRequired() || random.nextInt(10) < 7;
      if (answered && isEnabled(question, items)) {
        int times = question.getRepeats() && isGroup(question) ? 1 + random.nextInt(3) : 1;
        for (int i = 0; i < times; i++) {
          QuestionnaireResponseItemComponent item = item(question);
          if (item.hasAnswer() || item.hasItem()) {
            items.add(item);
          }
        }
      }
    }
    return items;
  }

  private static boolean isGroup(QuestionnaireItemComponent question) {
    return question.getType() == QuestionnaireItemType.GROUP;
  }

  /** In these forms a question depends on one before it in the same group. */
  private static boolean isEnabled(
      QuestionnaireItemComponent question, List<QuestionnaireResponseItemComponent> before) {
    List<QuestionnaireItemEnableWhenComponent> conditions = question.getEnableWhen();
    return question.getEnableBehavior() == EnableWhenBehavior.ALL
        ? conditions.stream().allMatch(each -> holds(each, before))
        : conditions.isEmpty() || conditions.stream().anyMatch(each -> holds(each, before));
  }

  private static boolean holds(
      QuestionnaireItemEnableWhenComponent condition,
      List<QuestionnaireResponseItemComponent> before) {
    List<Type> answers =
        before.stream()
            .filter(item -> item.getLinkId().equals(condition.getQuestion()))
            .flatMap(item -> item.getAnswer().stream())
            .map(answer -> answer.getValue())
            .toList();
    if (condition.getOperator() == QuestionnaireItemOperator.EXISTS) {
      return condition.getAnswerBooleanType().booleanValue() != answers.isEmpty();
    }
    if (condition.getOperator() == QuestionnaireItemOperator.GREATER_THAN) {
      int than = condition.getAnswerIntegerType().getValue();
      return answers.stream().anyMatch(each -> ((IntegerType) each).getValue() > than);
    }
    if (condition.getAnswer() instanceof BooleanType wanted) {
      return answers.stream().anyMatch(wanted::equalsDeep);
    }
    return answers.stream()
        .anyMatch(
            each ->
                each instanceof Coding coding
                    && condition.getAnswer() instanceof Coding wanted
                    && wanted.getCode().equals(coding.getCode()));
  }

  private QuestionnaireResponseItemComponent item(QuestionnaireItemComponent question) {
    QuestionnaireResponseItemComponent item = new QuestionnaireResponseItemComponent();
    item.setLinkId(question.getLinkId());
    if (isGroup(question)) {
      return item.setItem(items(question.getItem()));
    }
    if (question.getType() == QuestionnaireItemType.CHOICE) {
      List<Coding> codes = new ArrayList<>(codes(question.getAnswerValueSet()));
      int times = question.getRepeats() ? 1 + random.nextInt(Math.min(3, codes.size())) : 1;
      for (int i = 0; i < times; i++) {
        item.addAnswer().setValue(codes.remove(random.nextInt(codes.size())).copy());
      }
      return item;
    }
    int times = question.getRepeats() ? 1 + random.nextInt(3) : 1;
    for (int i = 0; i < times; i++) {
      Type value = value(question, i);
      if (value != null) {
        item.addAnswer().setValue(value);
      }
    }
    return item;
  }

  private Type value(QuestionnaireItemComponent question, int which) {
    return switch (question.getType()) {
      case BOOLEAN -> new BooleanType(random.nextBoolean());
      case INTEGER -> new IntegerType(random.nextInt(12));
      case DATE -> new DateType("2026-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10));
      case QUANTITY ->
          new Quantity()
              .setValue(BigDecimal.valueOf(1 + random.nextInt(14), random.nextInt(2)))
              .setUnit("keer per week")
              .setSystem("http://unitsofmeasure.org")
              .setCode("/wk");
      case STRING, TEXT -> new StringType(text(question.getMaxLength(), which));
      // of the register one can point at any; of the dossier it would have to be there
      case REFERENCE -> question.getRequired() ? new Reference("Organization/x") : null;
      default -> null; // a display has no answer
    };
  }

  private String text(int longest, int which) {
    StringBuilder text = new StringBuilder(Integer.toString(which + 1));
    int words = 1 + random.nextInt(6);
    for (int i = 0; i < words; i++) {
      text.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
    }
    return text.substring(0, Math.min(longest, text.length())).strip();
  }

  /** What may be answered: the expansion of a value set of this server. */
  public static List<Coding> codes(String valueSet) {
    return CODES.computeIfAbsent(
        valueSet,
        url -> {
          ValueSet all = RESOURCES.find(ValueSet.class, url).orElseThrow();
          ValueSet expanded =
              (ValueSet)
                  SUPPORT
                      .expandValueSet(new ValidationSupportContext(SUPPORT), null, all)
                      .getValueSet();
          return expanded.getExpansion().getContains().stream().map(RandomForm::coding).toList();
        });
  }

  private static Coding coding(ValueSetExpansionContainsComponent concept) {
    return new Coding(concept.getSystem(), concept.getCode(), concept.getDisplay());
  }
}
