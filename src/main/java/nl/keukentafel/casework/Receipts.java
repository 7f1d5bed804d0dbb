package nl.keukentafel.casework;

import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Remembers which forms were received; a claim lives and dies with the transaction around it. */
final class Receipts {
  /**
   * What a form is known by.
   *
   * @param identifier {@code system|value} of its business identifier
   * @param controller the tag of whoever it is recorded for: two controllers may number alike
   */
  record Key(String patient, String identifier, String controller) {}

  /**
   * @param content SHA-256 of the answers, hexadecimal
   * @param response id of the stored QuestionnaireResponse
   */
  record Receipt(String content, String response) {}

  private static final String WHERE = " where patient = ? and identifier = ? and controller = ?";

  private final JdbcTemplate jdbc;

  Receipts(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @throws DuplicateKeyException when this form was received before
   */
  void claim(Key key, String content) {
    jdbc.update(
        "insert into form_receipt (patient, identifier, controller, content) values (?, ?, ?, ?)",
        key.patient,
        key.identifier,
        key.controller,
        content);
  }

  void complete(Key key, String response) {
    jdbc.update(
        "update form_receipt set response = ?" + WHERE,
        response,
        key.patient,
        key.identifier,
        key.controller);
  }

  Receipt of(Key key) {
    List<Receipt> found =
        jdbc.query(
            "select content, response from form_receipt" + WHERE,
            (row, n) -> new Receipt(row.getString(1), row.getString(2)),
            key.patient,
            key.identifier,
            key.controller);
    return found.get(0);
  }
}
