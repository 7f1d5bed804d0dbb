package nl.keukentafel.policy;

import static nl.keukentafel.policy.Herkomst.CLIENT;

import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Facts in the making: a role with a relation, then what it wants to do. */
record Question(Asker asker) {
  static final Controller GEMEENTE = Controller.college("9901");
  static final Controller OTHER_GEMEENTE = Controller.college("9902");
  static final Controller AANBIEDER = Controller.aanbieder("99000001");
  static final Controller OTHER_AANBIEDER = Controller.aanbieder("99000002");
  static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

  static Question of(Role role, Relation... relations) {
    return new Question(
        new Asker(
            role,
            Set.of(relations),
            organisation(role),
            Purpose.defaultOf(role),
            TODAY,
            Set.of(),
            Set.of()));
  }

  static @Nullable Controller organisation(Role role) {
    return switch (role) {
      case WMO_CONSULENT, CONSULENT_VOORPORTAAL, FUNCTIONARIS_GEGEVENSBESCHERMING -> GEMEENTE;
      case ZORGCOORDINATOR, HUISHOUDELIJKE_HULP -> AANBIEDER;
      default -> null;
    };
  }

  Question on(int year) {
    return of(
        LocalDate.of(year, 6, 1), asker.purpose(), asker.conditions(), asker.consentedSources());
  }

  Question purpose(Purpose purpose) {
    return of(asker.on(), purpose, asker.conditions(), asker.consentedSources());
  }

  Question with(Condition... conditions) {
    return of(asker.on(), asker.purpose(), Set.of(conditions), asker.consentedSources());
  }

  Question consentFor(Herkomst... sources) {
    return of(asker.on(), asker.purpose(), asker.conditions(), Set.of(sources));
  }

  Question everyConsent() {
    return consentFor(Herkomst.values()).with(Condition.values());
  }

  Facts reads(Controller controller, Category category) {
    return reads(controller, category, CLIENT);
  }

  Facts reads(Controller controller, Category category, Herkomst herkomst) {
    return new Facts(asker, Act.RAADPLEGEN, new DossierClass(controller, category, herkomst));
  }

  Facts records(Controller controller, Category category) {
    return new Facts(asker, Act.VASTLEGGEN, new DossierClass(controller, category, CLIENT));
  }

  private Question of(
      LocalDate on, Purpose purpose, Set<Condition> conditions, Set<Herkomst> sources) {
    return new Question(
        new Asker(
            asker.role(),
            asker.relations(),
            asker.organisation(),
            purpose,
            on,
            conditions,
            sources));
  }
}
