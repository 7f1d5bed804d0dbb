/**
 * What a client asks of who holds the data: to correct it, to destroy it, or not to let a helper
 * see it. Each is a Task with a legal term, which the holder decides (Wmo 5.3.2, 5.3.5; AVG 12 and
 * 16).
 */
@NullMarked
package nl.keukentafel.casework.rights.request;

import org.jspecify.annotations.NullMarked;
