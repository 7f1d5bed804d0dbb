/**
 * An answered form on its way in: validated, judged, and stored with all that follows from it; and
 * a form on its way out, filled with what is known.
 */
@NullMarked
package nl.keukentafel.casework.form;

import org.jspecify.annotations.NullMarked;
