/**
 * What happens with time, and not on a request: each bean of {@link
 * nl.keukentafel.schedule.DailyJob} runs once a day, on one of the nodes.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package nl.keukentafel.schedule;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
