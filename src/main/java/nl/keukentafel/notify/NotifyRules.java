package nl.keukentafel.notify;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What who runs the server decides about notifications.
 *
 * @param keys the file with the keys, a JWK Set
 * @param httpAllowed without TLS: for a receiver on one's own machine
 * @param allowedRanges private address ranges, such as {@code 10.1.0.0/16}, to which may be sent
 * @param provisioned organisations that are told without asking
 * @param afloopMonths how long ahead the end of a toewijzing is told
 * @param afloopMonthsOf the same, of a gemeente that wants another, by its gemeentecode
 * @param keepEvents so many days {@code $events} still shows what was acknowledged
 * @param giveUpAfter so much time with nothing but failures, and a subscription is in error
 */
@ConfigurationProperties("keukentafel.notify")
record NotifyRules(
    Path keys,
    @DefaultValue("false") boolean httpAllowed,
    @DefaultValue List<String> allowedRanges,
    @DefaultValue List<Provisioned> provisioned,
    @DefaultValue("3") int afloopMonths,
    @DefaultValue Map<String, Integer> afloopMonthsOf,
    @DefaultValue("30d") Period keepEvents,
    @DefaultValue("7d") Duration giveUpAfter) {}
