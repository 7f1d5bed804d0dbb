package nl.keukentafel.access.session;

import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Decision;

/**
 * One resource that was shown or refused, and on which ground; the access log is made from these.
 *
 * @param resource {@code Type/id}, or the type alone when nothing was stored or found
 */
public record Disclosure(Act act, String patient, String resource, Decision decision) {}
