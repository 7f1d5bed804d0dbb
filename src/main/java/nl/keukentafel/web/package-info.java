/** The pages that people read. Thin so far: the front door. */
@NullMarked
@ApplicationModule(allowedDependencies = {"casework", "audit", "access", "notify"})
package nl.keukentafel.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
