/**
 * Who may see what, on every path: gate, narrow, check, mask, and the refusals that name an
 * article.
 *
 * <p>Each stage trusts none of the others: what narrowing lets through is judged again before it
 * leaves.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"policy", "identity", "audit", "conformance", "fhir"})
package nl.keukentafel.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
