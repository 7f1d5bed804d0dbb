/** The medical advice in an onderzoek: asked with the client's consent, given, or not to be had. */
@NullMarked
package nl.keukentafel.casework.process.advice;

import org.jspecify.annotations.NullMarked;
