package nl.keukentafel.intake;

import static java.util.stream.Collectors.toMap;
import static nl.keukentafel.conformance.RealConformance.CATEGORIES;
import static nl.keukentafel.conformance.RealConformance.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Condition;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.Facts;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Relation;
import nl.keukentafel.policy.Role;
import nl.keukentafel.policy.Verdict;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

class FormJudgementTest {
  private static final Questionnaire CONVERSATION =
      RESOURCES
          .find(Questionnaire.class, Canonical.questionnaire("keukentafelgesprek"))
          .orElseThrow();
  private static final Controller COLLEGE = Controller.college("9901");
  private static final Asker CONSULENT =
      new Asker(
          Role.WMO_CONSULENT,
          Set.of(Relation.VERANTWOORDELIJKE_GEMEENTE),
          COLLEGE,
          Purpose.ONDERZOEK,
          LocalDate.of(2026, 3, 2),
          Set.of(),
          Set.of());

  private final QuestionnaireResponse form = new QuestionnaireResponse();
  private final List<Facts> asked = new ArrayList<>();

  @Test
  void asksOfEveryAnswerWhetherItMayBeRecorded() {
    answer(form.addItem().setLinkId("mogelijkheden"), "mogelijkheden.toelichting", "rug");

    List<Ruling> rulings = judge();

    assertThat(rulings)
        .extracting(Ruling::linkId, Ruling::category, Ruling::location)
        .containsExactly(
            tuple("QuestionnaireResponse", Category.VERSLAG, "QuestionnaireResponse"),
            tuple(
                "mogelijkheden.toelichting",
                Category.FUNCTIONEREN,
                "QuestionnaireResponse.item[0].item[0]"));
    assertThat(asked)
        .allSatisfy(
            facts -> {
              assertThat(facts.act()).isEqualTo(Act.VASTLEGGEN);
              assertThat(facts.asker()).isEqualTo(CONSULENT);
            })
        .extracting(facts -> facts.what().code())
        .containsExactly("gm-9901.verslag.wmo-onderzoek", "gm-9901.functioneren.wmo-onderzoek");
  }

  @Test
  void countsAMotivationForTheAnswerAndForItself() {
    QuestionnaireResponseItemComponent group = form.addItem().setLinkId("belemmeringen");
    answer(group, "belemmeringen.toelichting", "stof");
    answer(group, "belemmeringen.oorzaak", "x");
    answer(group, "belemmeringen.oorzaak-motivering", "nodig voor de indicatie");

    judge();

    assertThat(conditions())
        .containsEntry(Category.FUNCTIONEREN, Set.of())
        .containsEntry(Category.ACHTERGROND, Set.of(Condition.MOTIVERING));
  }

  @Test
  void doesNotCountABlankMotivation() {
    QuestionnaireResponseItemComponent group = form.addItem().setLinkId("belemmeringen");
    answer(group, "belemmeringen.oorzaak", "x");
    answer(group, "belemmeringen.oorzaak-motivering", "  ");

    judge();

    assertThat(conditions()).containsEntry(Category.ACHTERGROND, Set.of());
  }

  @Test
  void countsANecessityOnlyInItsOwnGroupInstance() {
    QuestionnaireResponseItemComponent steun = form.addItem().setLinkId("steun");
    QuestionnaireResponseItemComponent first = steun.addItem().setLinkId("steun.mantelzorg");
    answer(first, "steun.mantelzorg.naam", "Jan");
    QuestionnaireResponseItemComponent second = steun.addItem().setLinkId("steun.mantelzorg");
    answer(second, "steun.mantelzorg.naam", "Bea");
    answer(second, "steun.mantelzorg.noodzaak", "bij spoed");

    judge();

    assertThat(asked)
        .extracting(facts -> facts.asker().conditions())
        .containsExactly(
            Set.of(), Set.of(), Set.of(Condition.NOODZAAK), Set.of(Condition.NOODZAAK));
  }

  @Test
  void leavesOutWhatWasRefusedAndTheGroupsThatThisEmpties() {
    answer(form.addItem().setLinkId("mogelijkheden"), "mogelijkheden.toelichting", "rug");
    QuestionnaireResponseItemComponent group = form.addItem().setLinkId("belemmeringen");
    answer(group, "belemmeringen.oorzaak", "x");

    QuestionnaireResponse rest =
        FormJudgement.without(
            judge().stream().filter(ruling -> !ruling.permitted()).toList(), form);

    assertThat(rest.getItem())
        .extracting(each -> each.getLinkId())
        .containsExactly("mogelijkheden");
    assertThat(rest.getItemFirstRep().getItem()).hasSize(1);
    assertThat(form.getItem()).hasSize(2);
  }

  private List<Ruling> judge() {
    return new FormJudgement(CATEGORIES, this::decide)
        .judge(CONVERSATION, form, CONSULENT, COLLEGE, Herkomst.WMO_ONDERZOEK);
  }

  private Decision decide(Facts facts) {
    asked.add(facts);
    boolean refused = facts.what().category() == Category.ACHTERGROND;
    return new Decision(
        refused ? Verdict.REFUSE : Verdict.PERMIT, List.of(), null, Set.of(), "test");
  }

  private Map<Category, Set<Condition>> conditions() {
    return asked.stream()
        .collect(
            toMap(
                facts -> facts.what().category(),
                facts -> facts.asker().conditions(),
                (one, other) -> other));
  }

  private static void answer(QuestionnaireResponseItemComponent group, String linkId, String text) {
    group.addItem().setLinkId(linkId).addAnswer().setValue(new StringType(text));
  }
}
