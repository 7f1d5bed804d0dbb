/**
 * What happens in a dossier: a form that arrives, a verslag that is approved. The use cases of the
 * server, each in one transaction.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "intake",
      "policy",
      "notify",
      "schedule",
      "audit",
      "conformance",
      "access :: *",
      "identity",
      "fhir"
    })
package nl.keukentafel.casework;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
