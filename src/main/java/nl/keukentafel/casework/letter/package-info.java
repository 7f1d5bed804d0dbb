/** A besluit as a letter to read or to print, for who wants it by mail or on paper. */
@NullMarked
package nl.keukentafel.casework.letter;

import org.jspecify.annotations.NullMarked;
