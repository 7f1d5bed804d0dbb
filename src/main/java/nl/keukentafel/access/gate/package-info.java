/** The first stage: is this a thing that this role may ask at all? Uses recording. */
@NullMarked
@NamedInterface
package nl.keukentafel.access.gate;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
