/**
 * Tells the parties that something changed: topics, subscriptions, the outbox and its delivery,
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/.
 *
 * <p>Not HAPI's subscription module: that one loses notifications after a minute of down-time and
 * on a kill. Here an event is a row in the transaction of the change, and stays until it is
 * acknowledged.
 */
@NullMarked
@ApplicationModule(
    allowedDependencies = {"access :: *", "audit", "identity", "policy", "schedule", "fhir"})
package nl.keukentafel.notify;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
