/**
 * What a client may know of the own dossier: all that is in it, who holds it, who may see it and
 * who did (AVG 13–15, Wmo 5.3.2). Everything goes through the same access as any reader's question.
 */
@NullMarked
package nl.keukentafel.casework.rights.insight;

import org.jspecify.annotations.NullMarked;
