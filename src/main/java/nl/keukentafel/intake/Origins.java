package nl.keukentafel.intake;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.instance.model.api.IBaseHasExtensions;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemAnswerComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;

/**
 * Where answers came from when that is not whoever records them: {@code ext-herkomst} on an item
 * holds for all below it, that on an answer for this one of many (Wmo 2015 art. 5.1.1 lid 4 and 5,
 * 5.2.1 lid 1).
 */
final class Origins {
  static final String EXTENSION = Canonical.extension("herkomst");

  private Origins() {}

  static Optional<Herkomst> of(FormItem item) {
    return own(item.response()).or(() -> item.parent().flatMap(Origins::of));
  }

  static Optional<Herkomst> of(FormItem item, QuestionnaireResponseItemAnswerComponent answer) {
    return own(answer).or(() -> of(item));
  }

  /** Those of a form, absent for the answers that state none; these come first. */
  static Set<Optional<Herkomst>> in(List<FormItem> topLevel) {
    Set<Optional<Herkomst>> found = new LinkedHashSet<>(Set.of(Optional.empty()));
    topLevel.stream()
        .flatMap(FormItem::all)
        .filter(FormItem::isAnswered)
        .flatMap(item -> item.response().getAnswer().stream().map(answer -> of(item, answer)))
        .forEach(found::add);
    return found;
  }

  /** A copy in which only the answers of this origin are left, and all groups. */
  static QuestionnaireResponse only(Optional<Herkomst> origin, QuestionnaireResponse response) {
    QuestionnaireResponse part = response.copy();
    keep(origin, part.getItem(), Optional.empty());
    return part;
  }

  private static void keep(
      Optional<Herkomst> origin,
      List<QuestionnaireResponseItemComponent> items,
      Optional<Herkomst> inherited) {
    List<QuestionnaireResponseItemComponent> ofOthers = new ArrayList<>();
    for (QuestionnaireResponseItemComponent item : items) {
      boolean answered = item.hasAnswer();
      Optional<Herkomst> stated = own(item).or(() -> inherited);
      keep(origin, item.getItem(), stated);
      for (QuestionnaireResponseItemAnswerComponent answer : item.getAnswer()) {
        keep(origin, answer.getItem(), stated);
        if (!own(answer).or(() -> stated).equals(origin)) {
          answer.setValue(null);
        }
      }
      item.getAnswer().removeIf(answer -> !answer.hasValue() && !answer.hasItem());
      if (answered && !item.hasAnswer()) {
        ofOthers.add(item);
      }
    }
    items.removeAll(ofOthers);
  }

  static Optional<Herkomst> own(IBaseHasExtensions stating) {
    return stating.getExtension().stream()
        .filter(extension -> EXTENSION.equals(extension.getUrl()))
        .map(extension -> Herkomst.of(((Base) extension.getValue()).primitiveValue()))
        .findFirst();
  }
}
