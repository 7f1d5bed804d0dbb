package nl.keukentafel.casework.letter;

import java.util.Optional;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;

/** How a client wants to hear from the gemeente, as answered in the keukentafelgesprek. */
public final class PreferredChannel {
  private static final String EXTENSION = Canonical.extension("voorkeurskanaal");
  private static final String APP = "pgo";

  private PreferredChannel() {}

  public static boolean isApp(Patient client) {
    return code(client).filter(APP::equals).isPresent();
  }

  /** What to send a letter by; empty for who uses an app, or did not choose. */
  static Optional<String> byLetter(Patient client) {
    return code(client).filter(code -> !code.equals(APP));
  }

  private static Optional<String> code(Patient client) {
    return Optional.ofNullable(client.getExtensionByUrl(EXTENSION))
        .map(Extension::getValue)
        .map(Coding.class::cast)
        .map(Coding::getCode);
  }
}
