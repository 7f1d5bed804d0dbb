package nl.keukentafel.casework.rights.insight;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;

/** How long the law has a holder keep what it has of a client, after the last change (5.3.4). */
public final class Retention {
  /** In years. */
  public static final int SHORTEST = 15;

  private static final String ARTICLE = "Wmo 2015, artikel 5.3.4 lid 1";

  private static final Coding QUESTION =
      new Coding(Canonical.codeSystem("taaksoort"), "bewaartermijn", "Bewaartermijn");

  private Retention() {}

  /** What marks the Task that asks whether a dossier may go. */
  public static CodeableConcept question() {
    return new CodeableConcept(QUESTION.copy());
  }

  /** Whether it only asks if the dossier may go: that changes nothing in it. */
  public static boolean isQuestion(Resource each) {
    return each instanceof Task task
        && task.getCode().hasCoding(QUESTION.getSystem(), QUESTION.getCode());
  }

  /** 20 years for what Veilig Thuis is told, 15 for the rest. */
  public static Instant end(DossierClass what, Instant lastChange, ZoneId zone) {
    return ZonedDateTime.ofInstant(lastChange, zone).plusYears(years(what)).toInstant();
  }

  private static int years(DossierClass what) {
    return what.category() == Category.HUISELIJK_GEWELD ? 20 : SHORTEST;
  }

  /** The same in words; nobody but the client holds what is the client's own. */
  static String inWords(DossierClass what, String end) {
    return what.controller().equals(Controller.CLIENT)
        ? "Zolang u het wilt: u kunt vragen het te vernietigen (Wmo 2015, artikel 5.3.5)"
        : years(what) + " jaar na de laatste wijziging, dus tot " + end + " (" + ARTICLE + ")";
  }
}
