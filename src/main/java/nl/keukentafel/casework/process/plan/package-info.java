/**
 * The concept of an ondersteuningsplan that an aanbieder with a mandaat makes in the onderzoek, and
 * what becomes of it.
 */
@NullMarked
package nl.keukentafel.casework.process.plan;

import org.jspecify.annotations.NullMarked;
