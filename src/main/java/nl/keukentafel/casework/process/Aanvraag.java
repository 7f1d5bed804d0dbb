package nl.keukentafel.casework.process;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.casework.process.WmoProcess.Step;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.Day;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/**
 * The Task {@code wmo-aanvraag}: its step in {@code businessStatus}, when each step was reached in
 * {@code output}, the terms in {@code input}, that of the step in {@code restriction.period}.
 */
record Aanvraag(Task task) {
  private static final String STEP = Canonical.codeSystem("processtap");
  private static final String TERM = Canonical.codeSystem("termijn");
  private static final Set<TaskStatus> OVER =
      EnumSet.of(
          TaskStatus.COMPLETED,
          TaskStatus.CANCELLED,
          TaskStatus.REJECTED,
          TaskStatus.FAILED,
          TaskStatus.ENTEREDINERROR);

  static Optional<Aanvraag> of(Resource resource) {
    return resource instanceof Task task && Happening.isTask(task, "aanvraag")
        ? Optional.of(new Aanvraag(task))
        : Optional.empty();
  }

  String step() {
    return task.getBusinessStatus().getCoding().stream()
        .filter(coding -> STEP.equals(coding.getSystem()))
        .map(Coding::getCode)
        .findFirst()
        .orElse("");
  }

  boolean isOver() {
    return OVER.contains(task.getStatus());
  }

  /** The day of the melding. */
  LocalDate begun() {
    return Day.of(task.getAuthoredOnElement());
  }

  void enter(String code, Step step, Instant now) {
    say(code, step);
    task.addOutput()
        .setType(new CodeableConcept(new Coding(STEP, code, null)))
        .setValue(new DateTimeType(Date.from(now)));
    if (step.closed() && !isOver()) {
      task.setStatus(TaskStatus.COMPLETED);
    }
  }

  /** What the client reads of the step, whatever a party wrote there. */
  void say(String code, Step step) {
    task.setBusinessStatus(new CodeableConcept(new Coding(STEP, code, null)).setText(step.says()));
  }

  /** A term begins; one of the same kind that ran before is over. */
  void begin(String code, LegalTerm term, LocalDate from) {
    task.getInput().removeIf(each -> each.getType().hasCoding(TERM, code));
    task.addInput()
        .setType(new CodeableConcept(new Coding(TERM, code, null)))
        .setValue(period(from, term.lastDay(from)));
  }

  /** The term is the one of the step. */
  void bind(String code) {
    task.getInput().stream()
        .filter(each -> each.getType().hasCoding(TERM, code))
        .findFirst()
        .ifPresent(each -> task.getRestriction().setPeriod(((Period) each.getValue()).copy()));
  }

  void unbind() {
    task.setRestriction(null);
  }

  /** Which term binds the step now, if there is one. */
  Optional<String> term() {
    return task.getInput().stream()
        .filter(
            each ->
                task.getRestriction().hasPeriod()
                    && each.getValue().equalsDeep(task.getRestriction().getPeriod()))
        .flatMap(each -> each.getType().getCoding().stream())
        .map(Coding::getCode)
        .findFirst();
  }

  /** What the server keeps, a party does not change. */
  void keep(Aanvraag stored) {
    task.setOutput(stored.task.copy().getOutput());
    task.setInput(stored.task.copy().getInput());
    task.setRestriction(stored.task.copy().getRestriction());
    task.setAuthoredOnElement(stored.task.getAuthoredOnElement().copy());
    task.getExtension().removeIf(each -> Variant.URLS.contains(each.getUrl()));
    stored.task.getExtension().stream()
        .filter(each -> Variant.URLS.contains(each.getUrl()))
        .forEach(each -> task.addExtension(each.copy()));
  }

  void say(String extension, String code) {
    task.getExtension().removeIf(each -> each.getUrl().equals(Canonical.extension(extension)));
    task.addExtension(Canonical.extension(extension), new CodeType(code));
  }

  private static Period period(LocalDate from, LocalDate until) {
    Period period = new Period();
    period.setStartElement(new DateTimeType(from.toString()));
    period.setEndElement(new DateTimeType(until.toString()));
    return period;
  }
}
