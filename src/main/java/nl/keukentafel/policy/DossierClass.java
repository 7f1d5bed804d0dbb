package nl.keukentafel.policy;

/**
 * What a piece of a dossier is to the rulebook; its code is the tag that every stored resource
 * carries.
 */
public record DossierClass(Controller controller, Category category, Herkomst herkomst) {
  /**
   * {@code <controller>.<category>.<herkomst>}, e.g. {@code gm-9901.functioneren.wmo-onderzoek}.
   */
  public String code() {
    return controller.tag() + "." + category.code() + "." + herkomst.code();
  }

  public DossierClass with(Category other) {
    return new DossierClass(controller, other, herkomst);
  }

  public static DossierClass of(String code) {
    String[] parts = code.split("\\.", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a dossier class: " + code);
    }
    return new DossierClass(
        Controller.ofTag(parts[0]), Category.of(parts[1]), Herkomst.of(parts[2]));
  }
}
