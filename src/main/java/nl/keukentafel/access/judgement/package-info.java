/** What the rulebook says of one resource, element or act, for one asker. Uses the dossier. */
@NullMarked
@NamedInterface
package nl.keukentafel.access.judgement;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
