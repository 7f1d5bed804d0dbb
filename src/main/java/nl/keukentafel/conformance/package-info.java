/**
 * What resources must look like and what kind of information each element holds, from the profiles
 * and terminology on the classpath.
 *
 * <p>All of it lives in memory: conformance resources change with a release, not at run time.
 */
@NullMarked
@ApplicationModule(allowedDependencies = "fhir")
package nl.keukentafel.conformance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
