/** What operators see of notifications and can do about those that are stuck. */
@NullMarked
package nl.keukentafel.notify.operation;

import org.jspecify.annotations.NullMarked;
