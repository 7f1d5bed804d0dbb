/**
 * Tells people that there is data about them, unasked: the client at the melding (AVG 13) and after
 * an emergency, and whoever else is named in a dossier, by way of the gemeente (AVG 14).
 */
@NullMarked
package nl.keukentafel.casework.rights.informing;

import org.jspecify.annotations.NullMarked;
