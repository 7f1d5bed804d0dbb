/** Canonical URLs and identifiers of the project and the country. No beans, no logic but theirs. */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package nl.keukentafel.fhir;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
