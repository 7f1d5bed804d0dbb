/** The last stages: every resource is judged again, and what leaves is logged. Uses recording. */
@NullMarked
@NamedInterface
package nl.keukentafel.access.answer;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
