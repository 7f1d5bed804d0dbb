/** Why: the rule behind a decision, and who may read what. Uses the session and the judgement. */
@NullMarked
@NamedInterface
package nl.keukentafel.access.explain;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
