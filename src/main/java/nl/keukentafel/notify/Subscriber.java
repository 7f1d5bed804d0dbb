package nl.keukentafel.notify;

import java.sql.ResultSet;
import java.sql.SQLException;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.identity.Scopes;
import nl.keukentafel.policy.Role;

/**
 * Who asked to be told: a row of {@code notify_subscription}.
 *
 * @param caller as at the time of subscribing; relations and rules are looked up anew each time
 */
record Subscriber(String id, Caller caller) {
  static final String COLUMNS = "id, subject, client_id, role, organization, patient";

  static Subscriber of(ResultSet row, int number) throws SQLException {
    String organization = row.getString("organization");
    return new Subscriber(
        row.getString("id"),
        new Caller(
            "",
            row.getString("client_id"),
            row.getString("subject"),
            Role.of(row.getString("role")),
            organization == null ? null : OrganizationIdentifier.parse(organization),
            null,
            row.getString("patient"),
            null,
            Scopes.of()));
  }
}
