package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.parser.IParser;
import java.util.List;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;

/** What every answer that says no has in common: Dutch for people, and nothing of the inside. */
final class ProperRefusal {
  private static final Pattern DUTCH =
      Pattern.compile("(?i)\\b(de|het|een|dit|dat|er|u|uw|niet|geen|op|zoek|zet|zeg|mag|kan)\\b");
  private static final Pattern INSIDES =
      Pattern.compile(
          "HAPI-\\d|ca\\.uhn|org\\.hl7|java\\.|org\\.spring|Exception|\\sat nl\\.|HFJ_|(?i:select"
              + " \\*|insert into|jdbc|hibernate)");

  private ProperRefusal() {}

  /** Fails unless the answer is a refusal with one of these statuses, made as promised. */
  static OperationOutcome of(Party.Answer answer, Integer... statuses) {
    assertThat(answer.status()).as(answer.body()).isIn((Object[]) statuses);
    assertThat(answer.http().headers().firstValue("X-Request-Id"))
        .as("X-Request-Id of %s", answer.http())
        .isPresent();
    String type = answer.http().headers().firstValue("Content-Type").orElse("");
    assertThat(type).as(answer.body()).startsWith("application/fhir+");
    IParser parser = type.contains("xml") ? Party.FHIR.newXmlParser() : Party.FHIR.newJsonParser();
    OperationOutcome outcome = parser.parseResource(OperationOutcome.class, answer.body());
    inDutch(outcome);
    assertThat(answer.body()).doesNotContainPattern(INSIDES);
    return outcome;
  }

  /** Fails when an issue has no sentence for people. */
  static void inDutch(OperationOutcome outcome) {
    assertThat(outcome.getIssue()).isNotEmpty();
    for (OperationOutcomeIssueComponent issue : outcome.getIssue()) {
      assertThat(issue.getDetails().getText())
          .as("text beside: %s", issue.getDiagnostics())
          .containsPattern(DUTCH);
    }
  }

  static List<String> expressions(OperationOutcome outcome) {
    return outcome.getIssue().stream()
        .flatMap(issue -> issue.getExpression().stream())
        .map(expression -> expression.getValue())
        .toList();
  }
}
