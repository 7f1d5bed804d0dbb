/** What one request asks, by whom, and what it was shown and refused. Uses the dossier. */
@NullMarked
@NamedInterface
package nl.keukentafel.access.session;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
