package nl.keukentafel.access.answer;

import java.util.Set;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What one request, or one entry of a batch, did in one dossier: a row of the access log.
 *
 * @param entry the place in a batch; absent for a request by itself
 */
record Answer(
    @Nullable Integer entry,
    Act act,
    String interaction,
    Verdict outcome,
    int status,
    @Nullable String patient,
    Set<String> resources,
    @Nullable Decision decision) {}
