/**
 * The law as data and the small engine that decides on it: who may record and see what, on which
 * article.
 *
 * <p>A decision is a pure function of {@link nl.keukentafel.policy.Facts}; consent is only ever a
 * condition that a rule asks for, so it can never widen what the Wmo allows.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package nl.keukentafel.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
