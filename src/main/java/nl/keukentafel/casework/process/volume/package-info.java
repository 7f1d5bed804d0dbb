/** How much help: volume, eenheid and frequentie of the iWmo, as far as they can be compared. */
@NullMarked
package nl.keukentafel.casework.process.volume;

import org.jspecify.annotations.NullMarked;
