package nl.keukentafel.access.answer;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.audit.AccessEntry;
import nl.keukentafel.audit.AccessLog;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.Verdict;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Last stage: what was shown, written and refused goes into the log first. No log, no answer. */
@Interceptor
public final class LogStage {
  /** Set on the servlet request when its row was tried: to fail once is enough. */
  public static final String TRIED = LogStage.class.getName() + ".tried";

  private final AccessLog log;
  private final Clock clock;

  public LogStage(AccessLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource, RequestDetails request) {
    written((Resource) resource, request, 201);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
    written((Resource) after, request, 200);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
  public void deleted(IBaseResource resource, RequestDetails request) {
    written((Resource) resource, request, 200);
  }

  private void written(Resource resource, RequestDetails request, int status) {
    Session.of(request).ifPresent(session -> written(resource, session, request, status));
  }

  private void written(Resource resource, Session session, RequestDetails request, int status) {
    String reference = Subjects.reference(resource);
    String patient = Subjects.patientOf(resource).orElse(null);
    // a new client had no id yet when it was judged
    List<Decision> grounds =
        patient == null ? List.of() : session.grounds(resource instanceof Patient ? "" : patient);
    if (grounds.isEmpty() && patient != null) {
      grounds = session.grounds(patient);
    }
    log.appendAtCommit(
        entry(
            Optional.of(session),
            request,
            new Answer(
                null,
                Act.VASTLEGGEN,
                Interactions.of(session.whole()),
                Verdict.PERMIT,
                status,
                patient,
                Set.of(reference),
                AccessEntry.ground(grounds))));
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            session.wrote(reference);
          }
        });
  }

  @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
  public void answered(RequestDetails request, ResponseDetails response) {
    if (Session.of(request).filter(Session::totalWithheld).isPresent()
        && response.getResponseResource() instanceof Bundle page) {
      page.setTotalElement(null);
    }
    append(
        request,
        response.getResponseCode(),
        response.getResponseResource() instanceof Bundle bundle ? bundle : null);
  }

  /** Logs what the request did, once; also for an answer that is an error. */
  void append(RequestDetails request, int status, @Nullable Bundle answer) {
    Optional<Session> session = Session.of(request);
    HttpServletRequest asked = ((ServletRequestDetails) request).getServletRequest();
    if (asked.getAttribute(TRIED) != null) {
      return; // an error passes here twice
    }
    asked.setAttribute(TRIED, true);
    List<Answer> answers =
        session
            .map(known -> new Answers(known, request, status).all(answer))
            .orElseGet(() -> List.of(Answers.ofNobody(request, status)));
    try {
      if (!answers.isEmpty()) {
        log.append(answers.stream().map(each -> entry(session, request, each)).toList());
      }
    } catch (RuntimeException unwritten) {
      throw new InternalErrorException("the access log could not be written", unwritten);
    }
  }

  private AccessEntry entry(Optional<Session> session, RequestDetails request, Answer answer) {
    String id = session.map(Session::requestId).orElseGet(() -> shortened(request.getRequestId()));
    return new AccessEntry(
        Instant.now(clock),
        id,
        session.map(Session::caller).orElse(null),
        answer.act(),
        answer.interaction(),
        answer.outcome(),
        answer.status(),
        answer.patient(),
        List.copyOf(answer.resources()),
        answer.decision(),
        session.flatMap(Session::emergency).orElse(null),
        session.map(Session::tracing).orElse(AccessEntry.Tracing.NONE),
        answer.entry(),
        ((ServletRequestDetails) request).getServletRequest().getRemoteAddr(),
        session.map(asked -> consents(asked, answer)).orElse(List.of()));
  }

  private static List<String> consents(Session session, Answer answer) {
    return answer.patient() == null
            || answer.decision() == null
            || !answer.decision().restsOnConsent()
        ? List.of()
        : session.relations(answer.patient()).consentsFor(answer.decision());
  }

  /** What was refused at the door, before any stage: it shows nobody's data. */
  public void refusedAtTheDoor(
      String requestId, Optional<Caller> caller, String method, int status, String network) {
    log.append(
        List.of(
            new AccessEntry(
                Instant.now(clock),
                shortened(requestId),
                caller.orElse(null),
                Act.RAADPLEGEN,
                "unknown " + method,
                Verdict.REFUSE,
                status,
                null,
                List.of(),
                null,
                null,
                AccessEntry.Tracing.NONE,
                null,
                network,
                List.of())));
  }

  private static String shortened(@Nullable String requestId) {
    String id = String.valueOf(requestId);
    return id.substring(0, Math.min(id.length(), 64));
  }
}
