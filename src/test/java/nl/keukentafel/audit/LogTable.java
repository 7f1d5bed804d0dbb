package nl.keukentafel.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.identity.Scopes;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Role;
import nl.keukentafel.policy.Verdict;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.jdbc.core.JdbcTemplate;

/** The log by itself, on a database of its own. */
record LogTable(JdbcTemplate jdbc, Path anchors) {
  static final String NODE = "node-1";

  static LogTable fresh(Path anchors) {
    JdbcConnectionPool pool =
        JdbcConnectionPool.create(
            "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000", "sa", "");
    Flyway.configure().dataSource(pool).locations("classpath:db/migration").load().migrate();
    return new LogTable(new JdbcTemplate(pool), anchors);
  }

  AccessLog log(Duration patience) {
    return new AccessLog(jdbc, NODE, new Anchor(anchors, NODE), patience, (id, entry) -> {});
  }

  LogVerifier verifier() {
    return new LogVerifier(jdbc, anchors);
  }

  int rows() {
    Integer rows = jdbc.queryForObject("select count(*) from access_log", Integer.class);
    return rows == null ? 0 : rows;
  }

  static List<AccessEntry> answer(String requestId, String patient) {
    return List.of(
        new AccessEntry(
            Instant.now(),
            requestId,
            new Caller(
                "https://issuer.example",
                "aanbieder-de-linde",
                "aanbieder-de-linde",
                Role.ZORGCOORDINATOR,
                new OrganizationIdentifier("http://fhir.nl/fhir/NamingSystem/agb-z", "99000001"),
                "Practitioner/z",
                null,
                null,
                Scopes.of("system/*.rs")),
            Act.RAADPLEGEN,
            "read Patient",
            Verdict.PERMIT,
            200,
            patient,
            List.of("Patient/" + patient),
            null,
            null,
            AccessEntry.Tracing.NONE));
  }
}
