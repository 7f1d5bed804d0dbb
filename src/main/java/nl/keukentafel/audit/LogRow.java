package nl.keukentafel.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Coded;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.Rule;
import org.jspecify.annotations.Nullable;

/** A row of the log: its columns in order, and the hash over them. */
final class LogRow {
  static final String START_OF_CHAIN = "0".repeat(64);

  /** Everything but the hash itself, which covers all of them. */
  private static final List<String> COLUMNS =
      List.of(
          "id",
          "node",
          "at",
          "request_id",
          "entry",
          "act",
          "interaction",
          "outcome",
          "status",
          "patient",
          "resources",
          "subject",
          "client_id",
          "role",
          "organization",
          "purpose",
          "rule",
          "article",
          "rulebook",
          "emergency",
          "fhir_user",
          "network",
          "medmij_request_id",
          "correlation_id",
          "consents",
          "previous_hash");

  static final String SELECT = "select " + String.join(", ", COLUMNS) + ", hash from access_log";
  static final String INSERT =
      "insert into access_log ("
          + String.join(", ", COLUMNS)
          + ", hash) values ("
          + "?, ".repeat(COLUMNS.size())
          + "?)";

  private LogRow() {}

  /** The values for {@link #INSERT}; the last is the hash. */
  static Object[] of(long id, String node, AccessEntry entry, String previous) {
    Optional<Caller> caller = Optional.ofNullable(entry.caller());
    Decision decision = entry.decision();
    Object[] row = {
      id,
      node,
      Timestamp.from(entry.at().truncatedTo(ChronoUnit.MICROS)),
      entry.requestId(),
      entry.entry(),
      entry.act().code(),
      entry.interaction(),
      entry.outcome().code(),
      entry.status(),
      entry.patient(),
      String.join(" ", entry.resources()),
      caller.map(Caller::subject).orElse(null),
      caller.map(Caller::clientId).orElse(null),
      caller.map(each -> each.role().code()).orElse(null),
      caller.map(Caller::organization).map(Objects::toString).orElse(null),
      caller.map(Caller::purpose).map(Coded::code).orElse(null),
      decision == null ? null : joined(decision.rules().stream().map(Rule::id)),
      decision == null ? null : joined(decision.articles().stream()),
      decision == null ? null : decision.version(),
      entry.emergency(),
      caller.map(Caller::fhirUser).orElse(null),
      entry.network(),
      entry.tracing().medMijRequestId(),
      entry.tracing().correlationId(),
      entry.consents().isEmpty() ? null : joined(entry.consents().stream()),
      previous,
      null
    };
    row[COLUMNS.size()] = hash(row);
    return row;
  }

  /** The values as {@link #SELECT} finds them. */
  static @Nullable Object[] of(ResultSet found) throws SQLException {
    Object[] row = new Object[COLUMNS.size() + 1];
    for (int i = 0; i < row.length; i++) {
      row[i] =
          i == 2
              ? Timestamp.from(found.getObject(3, OffsetDateTime.class).toInstant())
              : found.getObject(i + 1);
    }
    return row;
  }

  static long id(@Nullable Object[] row) {
    return ((Number) Objects.requireNonNull(row[0])).longValue();
  }

  static String previous(@Nullable Object[] row) {
    return String.valueOf(row[COLUMNS.size() - 1]);
  }

  static String storedHash(@Nullable Object[] row) {
    return String.valueOf(row[COLUMNS.size()]);
  }

  /**
   * SHA-256 over the values up to and with the previous hash, in order, each as its length in bytes
   * (four, big-endian; -1 when absent) and its text in UTF-8; a time is ISO 8601 in UTC.
   */
  static String hash(@Nullable Object[] row) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < COLUMNS.size(); i++) {
        Object value = row[i];
        byte[] text = text(value);
        digest.update(ByteBuffer.allocate(4).putInt(value == null ? -1 : text.length).array());
        digest.update(text);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] text(@Nullable Object value) {
    Object written = value instanceof Timestamp at ? at.toInstant() : value;
    return Objects.toString(written, "").getBytes(StandardCharsets.UTF_8);
  }

  /** Cut to what fits: a row with many grounds is better than none. */
  private static String joined(Stream<String> parts) {
    String all = parts.distinct().collect(Collectors.joining("; "));
    return all.substring(0, Math.min(all.length(), 4000));
  }
}
