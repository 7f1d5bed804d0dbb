/**
 * The process of an aanvraag in time: its steps, what moves it from one to the next, and the terms
 * of the law. The steps and transitions are data, {@code process/wmo.yaml}.
 */
@NullMarked
package nl.keukentafel.casework.process;

import org.jspecify.annotations.NullMarked;
