package nl.keukentafel.casework.form;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Remembers which forms were received and what came out of them; a claim lives and dies with the
 * transaction around it.
 */
final class Receipts {
  /**
   * What a form is known by.
   *
   * @param identifier {@code system|value} of its business identifier
   * @param controller the tag of whoever it is recorded for and from whom it came, as two parties
   *     may number alike and nobody amends what another said; of a conversation with the part
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

  Optional<Receipt> find(Key key) {
    return find(key, "");
  }

  /** As {@link #find}, and nobody else amends this form before the transaction ends. */
  Optional<Receipt> lock(Key key) {
    return find(key, " for update");
  }

  private Optional<Receipt> find(Key key, String suffix) {
    return jdbc
        .query(
            "select content, response from form_receipt" + WHERE + suffix,
            (row, n) -> new Receipt(row.getString(1), row.getString(2)),
            key.patient,
            key.identifier,
            key.controller)
        .stream()
        .findFirst();
  }

  /**
   * @throws DuplicateKeyException when this form was received before; when it is being received,
   *     this waits for that transaction
   */
  void claim(Key key, String content) {
    jdbc.update(
        "insert into form_receipt (patient, identifier, controller, content) values (?, ?, ?, ?)",
        key.patient,
        key.identifier,
        key.controller,
        content);
  }

  void complete(Key key, Receipt receipt) {
    jdbc.update(
        "update form_receipt set content = ?, response = ?" + WHERE,
        receipt.content,
        receipt.response,
        key.patient,
        key.identifier,
        key.controller);
  }

  /**
   * The references of what came out of this form, in the version that it wrote, by {@link
   * nl.keukentafel.intake.Extracted}.
   */
  Map<String, String> yields(Key key) {
    Map<String, String> yields = new HashMap<>();
    jdbc.query(
        "select yield_key, resource from form_yield" + WHERE,
        row -> {
          yields.put(row.getString(1), row.getString(2));
        },
        key.patient,
        key.identifier,
        key.controller);
    return yields;
  }

  void forgetYields(Key key) {
    jdbc.update("delete from form_yield" + WHERE, key.patient, key.identifier, key.controller);
  }

  void yielded(Key key, Map<String, String> yields) {
    jdbc.batchUpdate(
        "insert into form_yield (patient, identifier, controller, yield_key, resource)"
            + " values (?, ?, ?, ?, ?)",
        yields.entrySet().stream()
            .map(
                each ->
                    new Object[] {
                      key.patient, key.identifier, key.controller, each.getKey(), each.getValue()
                    })
            .toList());
  }
}
