/** Under whom something is recorded, and whether it may be. Uses the session and the judgement. */
@NullMarked
@NamedInterface
package nl.keukentafel.access.recording;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
