package nl.keukentafel.intake;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import nl.keukentafel.conformance.InformationCategories;
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
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemAnswerComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;

/** Decides of every answer in a form whether it may be recorded (Wmo 2015 art. 5.1.1, 5.1.2). */
public final class FormJudgement {
  /** What they tell is their story, which is no verslag. */
  private static final Set<Role> TELLING = EnumSet.of(Role.CLIENT, Role.VERTEGENWOORDIGER);

  private static final String CONDITION = Canonical.extension("voorwaarde");

  private final InformationCategories categories;
  private final Function<Facts, Decision> rulebook;

  public FormJudgement(InformationCategories categories, Function<Facts, Decision> rulebook) {
    this.categories = categories;
    this.rulebook = rulebook;
  }

  /**
   * A ruling per answered item and category, in the order of the questionnaire; of a form that
   * makes a verslag, told by another than the client, first one on the whole.
   *
   * @param response valid: items that the questionnaire does not know are not judged
   * @param controller in whose name the answers would be recorded
   * @param herkomst of the answers that state no other
   */
  public List<Ruling> judge(
      Questionnaire questionnaire,
      QuestionnaireResponse response,
      Asker asker,
      Controller controller,
      Herkomst herkomst) {
    Map<String, Set<String>> ofItem = categories.ofQuestionnaire(questionnaire.getUrl());
    Stream<Ruling> ofItems = ofItems(ofItem, questionnaire, response, asker, controller, herkomst);
    if (!isVerslag(questionnaire) || TELLING.contains(asker.role())) {
      return ofItems.toList();
    }
    DossierClass verslag = new DossierClass(controller, Category.VERSLAG, herkomst);
    Decision whole = rulebook.apply(new Facts(asker, Act.VASTLEGGEN, verslag));
    return Stream.concat(
            Stream.of(new Ruling(FormItem.ROOT, FormItem.ROOT, Category.VERSLAG, whole)), ofItems)
        .toList();
  }

  /** A template makes it a verslag, which is for who does the onderzoek. */
  public static boolean isVerslag(Questionnaire questionnaire) {
    return questionnaire.getContained().stream().anyMatch(Composition.class::isInstance);
  }

  private Stream<Ruling> ofItems(
      Map<String, Set<String>> ofItem,
      Questionnaire questionnaire,
      QuestionnaireResponse response,
      Asker asker,
      Controller controller,
      Herkomst herkomst) {
    return FormItem.topLevel(questionnaire, response).stream()
        .flatMap(FormItem::all)
        .filter(FormItem::isAnswered)
        .flatMap(
            item -> {
              Asker informed = informed(asker, item);
              return ofItem.getOrDefault(item.linkId(), Set.of()).stream()
                  .map(Category::of)
                  .flatMap(
                      category ->
                          sources(item, herkomst).entrySet().stream()
                              .map(
                                  source ->
                                      new Ruling(
                                          item.linkId(),
                                          source.getKey(),
                                          category,
                                          rulebook.apply(
                                              new Facts(
                                                  informed,
                                                  Act.VASTLEGGEN,
                                                  new DossierClass(
                                                      controller, category, source.getValue()))))));
            });
  }

  /** Where an item came from, by location; where its answers differ in that, each of them. */
  private static Map<String, Herkomst> sources(FormItem item, Herkomst herkomst) {
    Map<String, Herkomst> sources = new LinkedHashMap<>();
    List<QuestionnaireResponseItemAnswerComponent> answers = item.response().getAnswer();
    for (int i = 0; i < answers.size(); i++) {
      sources.put(
          item.location() + ".answer[" + i + "]",
          Origins.of(item, answers.get(i)).orElse(herkomst));
    }
    Set<Herkomst> different = Set.copyOf(sources.values());
    return different.size() > 1 ? sources : Map.of(item.location(), different.iterator().next());
  }

  /** The asker, with the conditions that other answers in the same group fulfil for this item. */
  private static Asker informed(Asker asker, FormItem item) {
    Set<String> answered =
        item.siblings().stream()
            .filter(FormItem::isAnswered)
            .map(QuestionnaireResponseItemComponent::getLinkId)
            .collect(toSet());
    Asker informed = asker;
    for (Extension each : conditions(item)) {
      if (answered.contains(each.getExtensionString("linkId"))) {
        String code = each.getExtensionByUrl("voorwaarde").getValue().primitiveValue();
        informed = informed.with(Condition.of(code));
      }
    }
    return informed;
  }

  /** Its own conditions, and those of others that it fulfils: a motivation motivates itself. */
  private static List<Extension> conditions(FormItem item) {
    return item.definedSiblings().stream()
        .flatMap(
            each ->
                each.getExtensionsByUrl(CONDITION).stream()
                    .filter(
                        condition ->
                            each.getLinkId().equals(item.linkId())
                                || item.linkId().equals(condition.getExtensionString("linkId"))))
        .toList();
  }

  /** A copy without the items that were refused, and without the groups that this leaves empty. */
  public static QuestionnaireResponse without(
      Collection<Ruling> refused, QuestionnaireResponse response) {
    Set<String> locations = refused.stream().map(Ruling::location).collect(toSet());
    QuestionnaireResponse rest = response.copy();
    rest.setItem(
        locations.contains(FormItem.ROOT)
            ? List.of()
            : keep(rest.getItem(), FormItem.ROOT, locations));
    return rest;
  }

  private static List<QuestionnaireResponseItemComponent> keep(
      List<QuestionnaireResponseItemComponent> items, String parent, Set<String> refused) {
    List<QuestionnaireResponseItemComponent> kept = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String location = parent + ".item[" + i + "]";
      QuestionnaireResponseItemComponent item = items.get(i);
      if (refused.contains(location)) {
        continue;
      }
      item.setItem(keep(item.getItem(), location, refused));
      List<QuestionnaireResponseItemAnswerComponent> answers = item.getAnswer();
      List<QuestionnaireResponseItemAnswerComponent> left = new ArrayList<>();
      for (int j = 0; j < answers.size(); j++) {
        String place = location + ".answer[" + j + "]";
        if (!refused.contains(place)) {
          left.add(answers.get(j).setItem(keep(answers.get(j).getItem(), place, refused)));
        }
      }
      item.setAnswer(left);
      if (item.hasItem() || item.hasAnswer()) {
        kept.add(item);
      }
    }
    return kept;
  }
}
