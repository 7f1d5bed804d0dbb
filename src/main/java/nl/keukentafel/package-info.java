/** Keukentafel: a FHIR R4 server that knows the Wmo 2015. */
@NullMarked
package nl.keukentafel;

import org.jspecify.annotations.NullMarked;
