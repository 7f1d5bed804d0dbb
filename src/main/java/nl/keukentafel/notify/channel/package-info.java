/**
 * The way out: to which addresses, signed and encrypted with which keys, and the post itself.
 *
 * <p>Everything a receiver or its name server answers is hostile until proven otherwise.
 */
@NullMarked
package nl.keukentafel.notify.channel;

import org.jspecify.annotations.NullMarked;
