/**
 * The keukentafelverslag as a document to read: a page or a PDF, as far as its reader may see it.
 */
@NullMarked
package nl.keukentafel.casework.verslag;

import org.jspecify.annotations.NullMarked;
