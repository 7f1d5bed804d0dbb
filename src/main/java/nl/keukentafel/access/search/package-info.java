/** A search is bound to what the asker may find before HAPI runs it. Uses gate and answer. */
@NullMarked
@NamedInterface
package nl.keukentafel.access.search;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
