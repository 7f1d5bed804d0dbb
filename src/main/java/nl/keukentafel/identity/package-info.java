/**
 * Who is calling: turns a bearer token into a {@link nl.keukentafel.identity.Caller}, and says
 * where to get such a token. Two sub-packages supply the tokens: {@code demo} issues its own,
 * {@code external} trusts the OpenID provider of the production environment.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"policy", "fhir"})
package nl.keukentafel.identity;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
