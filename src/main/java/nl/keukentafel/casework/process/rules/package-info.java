/**
 * What may follow on what for a besluit, a toewijzing, its uitvoering and a klacht, beside what the
 * law lets a party record.
 */
@NullMarked
package nl.keukentafel.casework.process.rules;

import org.jspecify.annotations.NullMarked;
