package nl.keukentafel.casework.rights.request;

import java.time.Period;
import java.util.Arrays;
import java.util.Optional;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Coded;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Task;

/** The requests, and how long the holder has for each. */
enum RightsRequest implements Coded {
  /** AVG 16 and 12 lid 3; Wmo 5.3.2 lid 5. */
  CORRECTIE("Correctie", Period.ofMonths(1)),
  /** Wmo 5.3.5 lid 1. */
  VERNIETIGING("Vernietiging", Period.ofMonths(3)),
  /** AVG 21 and 12 lid 3. */
  BEZWAAR_INZIEN("Bezwaar tegen inzien", Period.ofMonths(1));

  private static final String SYSTEM = Canonical.codeSystem("taaksoort");

  private final String display;
  private final Period term;

  RightsRequest(String display, Period term) {
    this.display = display;
    this.term = term;
  }

  Period term() {
    return term;
  }

  CodeableConcept concept() {
    return new CodeableConcept(new Coding(SYSTEM, code(), display));
  }

  static Optional<RightsRequest> of(Task task) {
    return Arrays.stream(values())
        .filter(each -> task.getCode().hasCoding(SYSTEM, each.code()))
        .findFirst();
  }
}
