package nl.keukentafel.intake;

import static nl.keukentafel.conformance.RealConformance.CATEGORIES;
import static nl.keukentafel.conformance.RealConformance.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Condition;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Facts;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Relation;
import nl.keukentafel.policy.Role;
import nl.keukentafel.policy.Rulebook;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The form tells of every question on which article the answer may be recorded. */
class FormGroundsTest {
  private static final Rulebook RULEBOOK = Rulebook.load();
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

  /** A question of a form, and who records its answer. */
  record Question(
      String form, QuestionnaireItemComponent item, Asker recorder, DossierClass recorded) {
    @Override
    public String toString() {
      return item.getLinkId();
    }
  }

  static Stream<Question> questions() {
    Controller college = Controller.college("9901");
    Controller aanbieder = Controller.aanbieder("99000001");
    Asker coordinator =
        asker(Role.ZORGCOORDINATOR, Relation.GEBONDEN_AANBIEDER, aanbieder, Purpose.LEVERING);
    Asker hulp =
        asker(Role.HUISHOUDELIJKE_HULP, Relation.TOEGEWEZEN_HULP, aanbieder, Purpose.LEVERING);
    DossierClass own = new DossierClass(aanbieder, Category.ANTWOORDEN, Herkomst.AANBIEDER);
    Stream<Question> messages =
        Stream.of("signaal", "calamiteit", "huiselijk-geweld")
            .flatMap(
                form ->
                    Stream.of(coordinator, hulp).flatMap(sender -> questions(form, sender, own)));
    Stream<Question> conversations =
        Stream.concat(
            questions(
                "keukentafelgesprek",
                asker(
                    Role.WMO_CONSULENT,
                    Relation.VERANTWOORDELIJKE_GEMEENTE,
                    college,
                    Purpose.ONDERZOEK),
                new DossierClass(college, Category.ANTWOORDEN, Herkomst.WMO_ONDERZOEK)),
            questions("intake-aanbieder", coordinator, own));
    return Stream.concat(conversations, messages);
  }

  @ParameterizedTest
  @MethodSource("questions")
  void namesTheArticleByWhichTheRulebookPermitsIt(Question question) {
    Set<String> categories =
        CATEGORIES
            .ofQuestionnaire(Canonical.questionnaire(question.form))
            .get(question.item.getLinkId());
    List<QuestionnaireItemComponent> helps =
        question.item.getItem().stream()
            .filter(each -> each.getType() == QuestionnaireItemType.DISPLAY)
            .toList();

    assertThat(helps).hasSize(1);
    for (String category : categories) {
      Decision decision =
          RULEBOOK.decide(
              new Facts(
                  question.recorder,
                  Act.VASTLEGGEN,
                  question.recorded.with(Category.of(category))));
      assertThat(decision.permitted()).isTrue();
      assertThat(helps.get(0).getText())
          .endsWith("Dit mag volgens de " + decision.rule().citation() + ".");
    }
  }

  private static Stream<Question> questions(String form, Asker recorder, DossierClass recorded) {
    return RESOURCES
        .find(Questionnaire.class, Canonical.questionnaire(form))
        .orElseThrow()
        .getItem()
        .stream()
        .flatMap(FormGroundsTest::all)
        .filter(item -> item.getType() != QuestionnaireItemType.GROUP)
        .filter(item -> item.getType() != QuestionnaireItemType.DISPLAY)
        .map(item -> new Question(form, item, recorder, recorded));
  }

  private static Stream<QuestionnaireItemComponent> all(QuestionnaireItemComponent item) {
    return Stream.concat(Stream.of(item), item.getItem().stream().flatMap(FormGroundsTest::all));
  }

  private static Asker asker(Role role, Relation relation, Controller of, Purpose purpose) {
    return new Asker(
        role,
        Set.of(relation),
        of,
        purpose,
        TODAY,
        Set.of(Condition.MOTIVERING, Condition.NOODZAAK),
        Set.of());
  }
}
