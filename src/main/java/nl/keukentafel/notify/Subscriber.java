package nl.keukentafel.notify;

import java.sql.ResultSet;
import java.sql.SQLException;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.identity.Scopes;
import nl.keukentafel.policy.Role;

/**
 * One row of {@code notify_subscription}: who asked to be told, and how far the numbering is.
 *
 * @param caller as at the time of subscribing; relations and rules are looked up anew each time
 * @param events the number of the last event, since the start of the subscription
 * @param failures how many sendings failed in a row
 */
record Subscriber(String id, String status, Caller caller, long events, int failures) {
  static final String COLUMNS =
      "id, status, subject, client_id, role, organization, patient, events, failures";

  static Subscriber of(ResultSet row, int number) throws SQLException {
    String organization = row.getString("organization");
    return new Subscriber(
        row.getString("id"),
        row.getString("status"),
        new Caller(
            "",
            row.getString("client_id"),
            row.getString("subject"),
            Role.of(row.getString("role")),
            organization == null ? null : OrganizationIdentifier.parse(organization),
            null,
            row.getString("patient"),
            null,
            Scopes.of()),
        row.getLong("events"),
        row.getInt("failures"));
  }
}
