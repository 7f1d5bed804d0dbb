/** Trusts the OpenID provider of the production environment. */
@NullMarked
package nl.keukentafel.identity.external;

import org.jspecify.annotations.NullMarked;
