/** The terminology operations, in memory, https://hl7.org/fhir/R4/terminology-service.html. */
@NullMarked
package nl.keukentafel.conformance.terminology;

import org.jspecify.annotations.NullMarked;
