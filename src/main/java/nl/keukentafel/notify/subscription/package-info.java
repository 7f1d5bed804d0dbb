/**
 * Who is told of what, where and in which form: topics, what is accepted of a Subscription, its row
 * beside the resource, and the Bundles that go out.
 */
@NullMarked
package nl.keukentafel.notify.subscription;

import org.jspecify.annotations.NullMarked;
