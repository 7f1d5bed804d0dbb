package nl.keukentafel.casework.process;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.casework.process.WmoProcess.Transition;
import nl.keukentafel.casework.process.rules.Deliveries;
import nl.keukentafel.fhir.Day;
import nl.keukentafel.policy.Asker;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;

/**
 * The spine of a dossier: the Task {@code wmo-aanvraag} goes from step to step, moved by what
 * happens and by who may take a step, in the transaction of the one who writes.
 */
@Interceptor
public final class Spine {
  private final WmoProcess process;
  private final OpenSteps refusals;
  private final OpenCases cases;
  private final Variant variant;
  private final Deliveries deliveries;
  private final IFhirResourceDao<Task> tasks;
  private final Clock clock;

  Spine(
      WmoProcess process,
      OpenCases cases,
      Variant variant,
      Deliveries deliveries,
      IFhirResourceDao<Task> tasks,
      Clock clock) {
    this.process = process;
    this.refusals = new OpenSteps(process);
    this.cases = cases;
    this.variant = variant;
    this.deliveries = deliveries;
    this.tasks = tasks;
    this.clock = clock;
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void begins(IBaseResource resource, RequestDetails request) {
    Optional<Session> session = Session.of(request);
    Optional<Aanvraag> begun = Aanvraag.of((Resource) resource);
    if (session.isPresent() && begun.isPresent()) {
      begin(begun.get(), asker(session.get(), (Resource) resource));
    }
  }

  private void begin(Aanvraag aanvraag, Asker asker) {
    String step = aanvraag.step();
    if (!process.start().steps().contains(step) || aanvraag.isOver()) {
      throw refusals.noStart(step);
    }
    if (!process.includes(process.start().by(), asker)) {
      throw refusals.noStarter();
    }
    Task task = aanvraag.task();
    if (!task.hasAuthoredOn()) {
      task.setAuthoredOn(Date.from(clock.instant()));
    }
    task.setOutput(null).setInput(null);
    aanvraag.enter(step, process.step(step), clock.instant());
    begin(aanvraag, process.start().sets(), aanvraag.begun());
    aanvraag.say(Variant.ACCESS, variant.access(task));
  }

  private void begin(Aanvraag aanvraag, List<String> terms, LocalDate from) {
    terms.forEach(term -> aanvraag.begin(term, process.term(term), from));
    terms.stream().findFirst().ifPresent(aanvraag::bind);
  }

  /** A party's own update: a step that is open to it, or something beside the step. */
  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void changes(IBaseResource before, IBaseResource after, RequestDetails request) {
    Optional<Session> session = Session.of(request);
    Optional<Aanvraag> changed = Aanvraag.of((Resource) after);
    if (session.isEmpty() || changed.isEmpty()) {
      return; // nobody's, or the server's own
    }
    Aanvraag aanvraag = changed.get();
    Aanvraag stored = new Aanvraag((Task) before);
    String from = stored.step();
    String to = target(aanvraag, from);
    aanvraag.keep(stored);
    if (to.equals(from) && process.step(from).closed() != aanvraag.isOver()) {
      throw refusals.noWay(from, to); // what is closed does not open again
    } else if (to.equals(from)) {
      aanvraag.say(from, process.step(from));
    } else {
      take(aanvraag, way(from, to, asker(session.get(), (Resource) after)), today());
    }
  }

  /** Who ends the Task closes the aanvraag. */
  private String target(Aanvraag aanvraag, String from) {
    return aanvraag.isOver() && aanvraag.step().equals(from)
        ? process.steps().entrySet().stream()
            .filter(step -> step.getValue().closed())
            .map(step -> step.getKey())
            .findFirst()
            .orElseThrow()
        : aanvraag.step();
  }

  private Transition way(String from, String to, Asker asker) {
    List<Transition> ways =
        process.from(from).filter(way -> way.to().equals(to) && way.isOwnUpdate()).toList();
    if (ways.isEmpty()) {
      throw refusals.noWay(from, to);
    }
    return ways.stream()
        .filter(way -> process.includes(way.by(), asker))
        .findFirst()
        .orElseThrow(() -> refusals.notYours(from, ways.get(0)));
  }

  private void take(Aanvraag aanvraag, Transition way, LocalDate day) {
    aanvraag.enter(way.to(), process.step(way.to()), clock.instant());
    if (way.ends()) {
      aanvraag.unbind();
    }
    begin(aanvraag, way.begins(), day);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource, RequestDetails request) {
    happened(null, (Resource) resource, request);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
    happened((Resource) before, (Resource) after, request);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void deleted(IBaseResource resource) {
    Aanvraag.of((Resource) resource).ifPresent(cases::delete);
  }

  private void happened(@Nullable Resource before, Resource after, RequestDetails request) {
    Optional<String> client = Subjects.patientOf(after);
    if (client.isEmpty()) {
      return;
    }
    Aanvraag.of(after).ifPresent(aanvraag -> cases.write(client.get(), aanvraag));
    List<Happening> happenings =
        Happening.of(before, after).stream()
            .filter(each -> each != Happening.HULP_GESTOPT || isLast(client.get(), after))
            .toList();
    if (!happenings.isEmpty()) {
      Session.of(request)
          .map(session -> asker(session, after))
          .ifPresent(
              asker ->
                  move(client.get(), happenings, after, way -> process.includes(way.by(), asker)));
    }
  }

  /** The calendar says that a toewijzing of this client ends before long. */
  public void endApproaches(String client) {
    move(client, List.of(Happening.AFLOOP_NADERT), null, way -> way.by().contains("kalender"));
  }

  /** The help stops when it stops on the last of several toewijzingen. */
  private boolean isLast(String client, Resource uitvoering) {
    return !deliveries.runsBeside(client, uitvoering);
  }

  private void move(
      String client,
      List<Happening> happenings,
      @Nullable Resource cause,
      Predicate<Transition> mayBy) {
    List<IdType> open = cases.lock(client);
    for (Happening happening : happenings) {
      open.stream()
          .map(id -> new Aanvraag(tasks.read(id, new SystemRequestDetails())))
          .flatMap(
              aanvraag ->
                  process
                      .on(happening, aanvraag.step())
                      .filter(mayBy)
                      .map(way -> new Move(aanvraag, way))
                      .stream())
          .findFirst()
          .ifPresent(move -> make(move, cause));
    }
  }

  /** An aanvraag that can take a step. */
  private record Move(Aanvraag aanvraag, Transition way) {}

  private void make(Move move, @Nullable Resource cause) {
    take(move.aanvraag, move.way, day(cause));
    if (cause instanceof ServiceRequest order) {
      variant
          .of(Variant.DELIVERY, order.getRequester(), order.getPerformerFirstRep())
          .ifPresent(delivery -> move.aanvraag.say(Variant.DELIVERY, delivery));
    }
    tasks.update(move.aanvraag.task(), new SystemRequestDetails());
  }

  /** A besluit has its own day; a term runs from there (Awb 3:41, 6:8). */
  private LocalDate day(@Nullable Resource cause) {
    return cause instanceof Contract besluit && besluit.hasIssued()
        ? Day.of(besluit.getIssuedElement())
        : today();
  }

  private LocalDate today() {
    return LocalDate.now(clock);
  }

  private static Asker asker(Session session, Resource resource) {
    return session.asker(Subjects.patientOf(resource).orElse(""));
  }
}
