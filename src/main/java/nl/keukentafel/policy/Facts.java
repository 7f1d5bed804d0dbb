package nl.keukentafel.policy;

/** One point of the decision space: who asks, which act, on what. */
public record Facts(Asker asker, Act act, DossierClass what) {}
