/**
 * What an answered form means: which answers may be recorded, and the resources that follow from
 * them.
 *
 * <p>Pure functions: the caller validates first and stores afterwards.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"conformance", "policy", "fhir"})
package nl.keukentafel.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
