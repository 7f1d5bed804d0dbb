/**
 * Facts about one client, read live: who is bound to them, by what, and of what day. Uses nothing
 * else of access.
 */
@NullMarked
@NamedInterface
package nl.keukentafel.access.dossier;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
