/** What comes with time: a term that is over, help that ends, an evaluation that is due. */
@NullMarked
package nl.keukentafel.casework.process.calendar;

import org.jspecify.annotations.NullMarked;
