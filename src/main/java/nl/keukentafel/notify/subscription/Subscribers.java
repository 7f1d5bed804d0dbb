package nl.keukentafel.notify.subscription;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Parties;
import nl.keukentafel.identity.Caller;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The rows beside the Subscriptions: what the client said, kept where it can be worked with. */
public final class Subscribers {
  private final JdbcTemplate jdbc;

  public Subscribers(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  public Optional<Subscriber> find(String id) {
    return jdbc.query("select * from notify_subscription where id = ?", Subscriber::of, id).stream()
        .findFirst();
  }

  /** All that belong to a party. */
  public List<Subscriber> of(String party) {
    return jdbc.query(
        "select * from notify_subscription where party = ? order by id limit 1000",
        Subscriber::of,
        party);
  }

  /** The ids of those that watch one client. */
  public List<String> about(String client) {
    return jdbc.queryForList(
        "select id from notify_subscription where patient = ?", String.class, client);
  }

  /** Those of a topic that belong to one of these parties, in error or not. */
  public List<Subscriber> of(Topic topic, Set<String> parties) {
    return parties.isEmpty()
        ? List.of()
        : jdbc.query(
            "select * from notify_subscription where topic = ? and status <> 'off' and party in ("
                + marks(parties)
                + ") order by id",
            Subscriber::of,
            Stream.concat(Stream.of(topic.id()), parties.stream()).toArray());
  }

  /** Those that do not get through, the longest first. */
  public List<Subscriber> failing() {
    return jdbc.query(
        "select * from notify_subscription where status = 'error' or failures > 0"
            + " order by failing_since, id limit 1000",
        Subscriber::of);
  }

  /** Those to look at now, the longest waiting first, except what another transaction looks at. */
  public List<Subscriber> lockDue(Instant now, int most) {
    return jdbc.query(
        "select * from notify_subscription where due <= ? order by due limit ? for update skip"
            + " locked",
        Subscriber::of,
        Timestamp.from(now),
        most);
  }

  /** Asks for a handshake at once. */
  public void enrol(String id, Accepted accepted, Channel channel, Caller caller, Instant now) {
    jdbc.update(
        "insert into notify_subscription (id, topic, party, status, endpoint, payload, content,"
            + " headers, clients, max_count, patience, heartbeat, issuer, client_id, subject, role,"
            + " organization, fhir_user, patient, events, delivered, failures, due, token)"
            + " values (?, ?, ?, ?, "
            + "?, ".repeat(15)
            + "0, 0, 0, ?, 0)",
        Stream.of(
                Stream.of(id, accepted.topic().id(), Parties.of(caller), "requested"),
                values(accepted, channel, caller),
                Stream.of(Timestamp.from(now)))
            .flatMap(each -> each)
            .toArray());
  }

  /**
   * Says anew how somebody is told; what waits, keeps waiting. Raising the token takes the row away
   * from whoever is sending.
   *
   * @param status when requested, the failures of before are forgotten and a handshake follows
   */
  public void change(
      String id,
      Accepted accepted,
      Channel channel,
      Caller caller,
      SubscriptionStatus status,
      Instant now) {
    jdbc.update(
        "update notify_subscription set endpoint = ?, payload = ?, content = ?, headers = ?,"
            + " clients = ?, max_count = ?, patience = ?, heartbeat = ?, issuer = ?, client_id = ?,"
            + " subject = ?, role = ?, organization = ?, fhir_user = ?, patient = ? where id = ?",
        Stream.concat(values(accepted, channel, caller), Stream.of(id)).toArray());
    if (status == SubscriptionStatus.REQUESTED || status == SubscriptionStatus.OFF) {
      jdbc.update(
          "update notify_subscription set status = ?, error = null, failures = 0,"
              + " failing_since = null, heartbeat_at = null, due = ?, token = token + 1"
              + " where id = ?",
          status.toCode(),
          status == SubscriptionStatus.OFF ? null : Timestamp.from(now),
          id);
    }
  }

  private static Stream<@Nullable Object> values(
      Accepted accepted, Channel channel, Caller caller) {
    Duration heartbeat = channel.heartbeat();
    return Stream.of(
        channel.endpoint(),
        channel.payload(),
        channel.content(),
        channel.headers(),
        accepted.clients() == null ? null : String.join(" ", accepted.clients()),
        channel.maxCount(),
        channel.patience().toSeconds(),
        heartbeat == null ? null : heartbeat.toSeconds(),
        caller.issuer(),
        caller.clientId(),
        caller.subject(),
        caller.role().code(),
        Objects.toString(caller.organization(), null),
        caller.fhirUser(),
        caller.patient());
  }

  public void leave(String id) {
    jdbc.update("delete from notify_delivery where subscription_id = ?", id);
    jdbc.update("delete from notify_subscription where id = ?", id);
  }

  static String marks(Collection<?> values) {
    return String.join(", ", Collections.nCopies(values.size(), "?"));
  }
}
