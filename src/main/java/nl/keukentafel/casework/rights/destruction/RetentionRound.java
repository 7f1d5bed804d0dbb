package nl.keukentafel.casework.rights.destruction;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.casework.process.calendar.Signals;
import nl.keukentafel.casework.rights.insight.Retention;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.Day;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.schedule.DailyJob;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Each night asks the gemeente of every dossier that is past its term whether it may go: one Task,
 * which {@code $besluit} answers (Wmo 5.3.4 lid 1). It destroys nothing itself. What the gemeente
 * wants to keep it is asked again after a year; a question that time has overtaken is withdrawn.
 */
public final class RetentionRound implements DailyJob {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionRound.class);

  /** The client reads it too: it says nothing of what is in the dossier, or for how long. */
  private static final String QUESTION =
      "De gemeente heeft in dit dossier zo lang niets veranderd dat de bewaartermijn voorbij is"
          + " (Wmo 2015, artikel 5.3.4). Mag weg wat over de termijn is? Bevestig het, of zeg"
          + " waarom het langer nodig is. Zonder bevestiging wordt niets vernietigd. Na een"
          + " weigering komt deze vraag over een jaar terug.";

  private static final String OVERTAKEN =
      "De bewaartermijn is niet meer voorbij: in het dossier is iets veranderd, of er is weer hulp.";

  private final Expiry expiry;
  private final Destruction destruction;
  private final Dossiers dossiers;
  private final IFhirResourceDao<Task> tasks;
  private final Labeller labeller;
  private final Signals signals;
  private final TransactionTemplate transaction;

  RetentionRound(
      Expiry expiry,
      Destruction destruction,
      Dossiers dossiers,
      IFhirResourceDao<Task> tasks,
      Labeller labeller,
      Signals signals,
      TransactionTemplate transaction) {
    this.expiry = expiry;
    this.destruction = destruction;
    this.dossiers = dossiers;
    this.tasks = tasks;
    this.labeller = labeller;
    this.signals = signals;
    this.transaction = transaction;
  }

  @Override
  public String name() {
    return "bewaartermijn";
  }

  /** Of one client that goes wrong the others do not suffer; tomorrow it is tried again. */
  @Override
  public void run(LocalDate today) {
    for (Reference gemeente : dossiers.gemeenten()) {
      dossiers
          .controller(gemeente)
          .ifPresent(
              college -> {
                for (String client : clients(gemeente, today)) {
                  try {
                    transaction.executeWithoutResult(s -> of(client, college, gemeente, today));
                  } catch (RuntimeException e) {
                    LOG.error("The term of {} waits: the others go on", client, e);
                  }
                }
              });
    }
  }

  /** In whose dossier something may be past its term, or was when it was asked. */
  private Iterable<String> clients(Reference gemeente, LocalDate today) {
    TreeSet<String> clients = new TreeSet<>(expiry.clients(gemeente, start(today)));
    Coding question = Retention.question().getCodingFirstRep();
    SearchParameterMap open =
        SearchParameterMap.newSynchronous(
                "code", new TokenParam(question.getSystem(), question.getCode()))
            .add(
                "status",
                new TokenOrListParam()
                    .add(TaskStatus.REQUESTED.toCode())
                    .add(TaskStatus.INPROGRESS.toCode()));
    tasks.search(open, new SystemRequestDetails()).getAllResources().stream()
        .map(Task.class::cast)
        .filter(each -> each.getOwner().getReference().equals(gemeente.getReference()))
        .flatMap(each -> Subjects.patientOf(each).stream())
        .forEach(clients::add);
    return clients;
  }

  private void of(String client, Controller college, Reference gemeente, LocalDate today) {
    List<Task> asked =
        destruction.dossier(client).filter(Retention::isQuestion).map(Task.class::cast).toList();
    List<Task> open = asked.stream().filter(Dossiers::isOpen).toList();
    if (expiry.of(client, college, start(today)).isEmpty()) {
      open.forEach(this::withdraw);
    } else if (open.isEmpty() && asked.stream().allMatch(each -> isLongAgo(each, today))) {
      signals.once(
          "bewaartermijn " + client + " " + asked.size(), () -> ask(client, gemeente, today));
    }
  }

  private static boolean isLongAgo(Task answered, LocalDate today) {
    return !answered.getMeta().getLastUpdated().toInstant().isAfter(start(today.minusYears(1)));
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(Day.HERE).toInstant();
  }

  private void ask(String client, Reference gemeente, LocalDate today) {
    Task task = new Task();
    task.getMeta().addProfile(Canonical.profile("wmo-bewaartermijn"));
    task.setStatus(TaskStatus.REQUESTED)
        .setIntent(TaskIntent.ORDER)
        .setCode(Retention.question())
        .setDescription(QUESTION)
        .setFor(new Reference("Patient/" + client))
        .setOwner(gemeente.copy())
        .setAuthoredOnElement(new DateTimeType(today.toString()));
    labeller.label(task);
    tasks.create(task, new SystemRequestDetails());
  }

  private void withdraw(Task question) {
    question
        .setStatus(TaskStatus.CANCELLED)
        .setStatusReason(new CodeableConcept().setText(OVERTAKEN));
    tasks.update(question, new SystemRequestDetails());
  }
}
