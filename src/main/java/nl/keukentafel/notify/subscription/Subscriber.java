package nl.keukentafel.notify.subscription;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.identity.Scopes;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code notify_subscription}.
 *
 * @param party whose subscription it is
 * @param error what went wrong; absent when all is well
 * @param clients whose dossiers it is about; absent when those of all
 * @param caller as at the time of subscribing; relations and rules are looked up anew each time
 * @param events number of the newest event
 * @param delivered number of the newest event that was acknowledged
 * @param failures in a row
 * @param failingSince absent when the last attempt went well
 * @param token of the newest claim
 */
public record Subscriber(
    String id,
    Topic topic,
    String party,
    SubscriptionStatus status,
    @Nullable String error,
    Channel channel,
    @Nullable Set<String> clients,
    Caller caller,
    long events,
    long delivered,
    int failures,
    @Nullable Instant failingSince,
    @Nullable Instant heartbeatAt,
    long token) {

  public boolean isAbout(String client) {
    return clients == null || clients.contains(client);
  }

  public boolean waits() {
    return events > delivered;
  }

  /** What a claim writes. */
  public Subscriber claimed() {
    return new Subscriber(
        id,
        topic,
        party,
        status,
        error,
        channel,
        clients,
        caller,
        events,
        delivered,
        failures,
        failingSince,
        heartbeatAt,
        token + 1);
  }

  static Subscriber of(ResultSet row, int number) throws SQLException {
    String organization = row.getString("organization");
    String clients = row.getString("clients");
    int heartbeat = row.getInt("heartbeat");
    return new Subscriber(
        row.getString("id"),
        Topic.ofId(row.getString("topic")),
        row.getString("party"),
        SubscriptionStatus.fromCode(row.getString("status")),
        row.getString("error"),
        new Channel(
            row.getString("endpoint"),
            row.getString("payload"),
            row.getString("content"),
            row.getString("headers"),
            row.getInt("max_count"),
            Duration.ofSeconds(row.getInt("patience")),
            heartbeat == 0 ? null : Duration.ofSeconds(heartbeat)),
        clients == null
            ? null
            : Arrays.stream(clients.split(" ")).collect(Collectors.toUnmodifiableSet()),
        new Caller(
            row.getString("issuer"),
            row.getString("client_id"),
            row.getString("subject"),
            Role.of(row.getString("role")),
            organization == null ? null : OrganizationIdentifier.parse(organization),
            row.getString("fhir_user"),
            row.getString("patient"),
            null,
            Scopes.of()),
        row.getLong("events"),
        row.getLong("delivered"),
        row.getInt("failures"),
        instant(row.getTimestamp("failing_since")),
        instant(row.getTimestamp("heartbeat_at")),
        row.getLong("token"));
  }

  private static @Nullable Instant instant(@Nullable Timestamp at) {
    return at == null ? null : at.toInstant();
  }
}
