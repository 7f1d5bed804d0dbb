/**
 * From the outbox to the receivers: events get their numbers, and go out in order, at least once.
 *
 * <p>Several nodes share the work by leases in the database. What a node writes at the end of its
 * work counts only while nobody else has claimed it since.
 */
@NullMarked
package nl.keukentafel.notify.delivery;

import org.jspecify.annotations.NullMarked;
