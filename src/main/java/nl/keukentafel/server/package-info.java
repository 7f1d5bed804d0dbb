/**
 * The composition root: HAPI's store wired lean, the FHIR endpoint, and the one visible list of the
 * stages that every request passes.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {
      "access :: *",
      "audit",
      "casework",
      "conformance",
      "fhir",
      "identity",
      "intake",
      "notify",
      "policy",
      "schedule",
      "web"
    })
package nl.keukentafel.server;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
