/**
 * The access log: one append-only row per answer, refusal and write, before the body leaves, and
 * its view as FHIR AuditEvent.
 *
 * <p>Not HAPI's BALP interceptor: that one logs before the check, misses refusals and can lose
 * rows.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"conformance", "policy", "identity", "fhir"})
package nl.keukentafel.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
