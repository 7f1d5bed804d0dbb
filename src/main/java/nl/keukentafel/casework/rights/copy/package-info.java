/** The whole dossier as a copy, to read or to take along (Wmo 5.3.2; AVG 15 lid 3). */
@NullMarked
package nl.keukentafel.casework.rights.copy;

import org.jspecify.annotations.NullMarked;
