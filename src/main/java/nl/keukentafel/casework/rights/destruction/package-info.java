/**
 * Takes data out of the store for good (Wmo 5.3.4, 5.3.5): every version, every search row, every
 * row of our own. Only the access log keeps that it happened.
 */
@NullMarked
package nl.keukentafel.casework.rights.destruction;

import org.jspecify.annotations.NullMarked;
