/**
 * Who may see what, on every path: gate, narrow, check, mask, and the refusals that name an
 * article.
 *
 * <p>Each stage trusts none of the others: what narrowing lets through is judged again before it
 * leaves. The rooms, each using those before it: {@code dossier}, {@code judgement}, {@code
 * session}, {@code recording}, {@code explain}, {@code gate}, {@code answer}, {@code search}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"policy", "identity", "audit", "conformance", "fhir"})
package nl.keukentafel.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
