/**
 * A small authorization server inside the process, so that the demo needs nothing else. Its
 * accounts are fictional and their passwords are no secret.
 */
@NullMarked
package nl.keukentafel.identity.demo;

import org.jspecify.annotations.NullMarked;
