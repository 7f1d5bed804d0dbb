package nl.keukentafel.policy;

/** One point of the decision space: who asks, which act, on what. */
public record Facts(Asker asker, Act act, DossierClass what) {
  /** Whether the asker acts for the controller of the data. */
  public boolean own() {
    return what.controller().equals(asker.organisation());
  }

  public boolean holds(Condition condition) {
    return condition == Condition.TOESTEMMING
        ? asker.consentedSources().contains(what.herkomst())
        : asker.conditions().contains(condition);
  }
}
