package nl.keukentafel.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.Resource;

/** A row that could be in a dossier: of some profile and some class. */
record Row(String profile, String type, String patient, DossierClass what) {
  /** Under whom it can be recorded; the last two are strangers to the dossier. */
  private static final List<Map.Entry<Controller, Herkomst>> RECORDED =
      List.of(
          Map.entry(Controller.CLIENT, Herkomst.CLIENT),
          Map.entry(Controller.college(Insider.GEMEENTECODE), Herkomst.WMO_ONDERZOEK),
          Map.entry(Controller.aanbieder(Insider.AGB), Herkomst.AANBIEDER),
          Map.entry(Controller.college("9902"), Herkomst.WMO_ONDERZOEK),
          Map.entry(Controller.aanbieder("99000002"), Herkomst.AANBIEDER));

  /**
   * For every category of every type and every controller: the herkomst that the server records and
   * one that came from elsewhere, each of which has its turn.
   */
  static List<Row> all(List<String> types, Insider insider, InformationCategories categories) {
    List<Row> rows = new ArrayList<>();
    for (String type : types) {
      for (String category : categories.categoriesOfType(type)) {
        for (Map.Entry<Controller, Herkomst> recorded : RECORDED) {
          Herkomst elsewhere = Herkomst.values()[rows.size() % Herkomst.values().length];
          for (Herkomst herkomst : List.of(recorded.getValue(), elsewhere)) {
            DossierClass what =
                new DossierClass(recorded.getKey(), Category.of(category), herkomst);
            String profile = profile(type, category, categories);
            rows.add(new Row(profile, type, insider.otherClient(), what));
            if (!type.equals("Patient")) {
              rows.add(new Row(profile, type, insider.client(), what));
            }
          }
        }
      }
    }
    return rows;
  }

  /** It names another aanbieder, so that nobody gets a part in the dossier by it. */
  Resource resource(String id) {
    Resource resource =
        Examples.inDossier(profile, patient, "gemeente-westerbrug", "aanbieder-noord", "woord");
    resource.setId(id);
    return resource;
  }

  private static String profile(String type, String category, InformationCategories categories) {
    List<String> examples = Examples.ofType(type);
    return examples.stream()
        .filter(
            name ->
                categories
                    .categoryOf(Examples.inDossier(name, "x", "x", "x", "x"))
                    .filter(category::equals)
                    .isPresent())
        .findFirst()
        .orElse(examples.get(0));
  }
}
