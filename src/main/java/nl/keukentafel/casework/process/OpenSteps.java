package nl.keukentafel.casework.process;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import nl.keukentafel.casework.process.WmoProcess.Party;
import nl.keukentafel.casework.process.WmoProcess.Transition;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** The refusals of a step: each says where the aanvraag stands, what can follow, and for whom. */
record OpenSteps(WmoProcess process) {
  private static final String AT = "Task.businessStatus";

  /** 422: an aanvraag does not begin there. */
  BaseServerResponseException noStart(String step) {
    OperationOutcome outcome =
        outcome(IssueType.BUSINESSRULE, "Een aanvraag begint niet met de stap " + step + ".");
    process
        .start()
        .steps()
        .forEach(open -> add(outcome, open, "kan: " + names(process.start().by())));
    return new UnprocessableEntityException("no start", outcome);
  }

  /** 403: this party does not begin an aanvraag. */
  BaseServerResponseException noStarter() {
    return new ForbiddenOperationException(
        "not this party",
        outcome(
            IssueType.FORBIDDEN, "Een aanvraag begint bij " + names(process.start().by()) + "."));
  }

  /** 409: from here there is no way to there, or not by somebody's own update. */
  BaseServerResponseException noWay(String from, String to) {
    return new ResourceVersionConflictException(
        "no way",
        from(
            from,
            outcome(
                IssueType.CONFLICT,
                "De aanvraag staat op %s; de stap %s kan nu niet zo.".formatted(from, to))));
  }

  /** 403: another party takes this step. */
  BaseServerResponseException notYours(String from, Transition way) {
    return new ForbiddenOperationException(
        "not this party",
        from(
            from,
            outcome(
                IssueType.FORBIDDEN,
                "De stap %s is aan %s.".formatted(way.to(), names(way.by())))));
  }

  /** 409: who moves it has not seen how it stands. */
  BaseServerResponseException stale(String from) {
    return new ResourceVersionConflictException(
        "stale",
        from(
            from,
            outcome(
                IssueType.CONFLICT,
                "De aanvraag is intussen veranderd en staat op %s. Lees haar nog eens."
                    .formatted(from))));
  }

  private OperationOutcome from(String step, OperationOutcome outcome) {
    process
        .from(step)
        .forEach(
            way ->
                add(
                    outcome,
                    way.to(),
                    (way.happening() == null
                            ? "kan: "
                            : "als "
                                + Objects.requireNonNull(process.happenings().get(way.happening()))
                                + ": ")
                        + names(way.by())));
    return outcome;
  }

  private String names(List<String> parties) {
    return parties.stream()
        .map(process.parties()::get)
        .map(Party::name)
        .collect(Collectors.joining(" of "));
  }

  private static OperationOutcome outcome(IssueType type, String text) {
    OperationOutcome outcome = new OperationOutcome();
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.ERROR)
        .setCode(type)
        .setDiagnostics("The process does not allow this step; what it does allow follows")
        .addExpression(AT)
        .getDetails()
        .setText(text);
    return outcome;
  }

  private static void add(OperationOutcome outcome, String step, String text) {
    outcome
        .addIssue()
        .setSeverity(IssueSeverity.INFORMATION)
        .setCode(IssueType.INFORMATIONAL)
        .getDetails()
        .setText(step + " " + text)
        .addCoding(new Coding(Canonical.codeSystem("processtap"), step, null));
  }
}
