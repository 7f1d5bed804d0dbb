package nl.keukentafel.access;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.audit.AccessEntry;
import nl.keukentafel.audit.AccessLog;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.Verdict;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Last stage: what was shown, written and refused goes into the log first. No log, no answer. */
@Interceptor
public final class LogStage {
  private final AccessLog log;
  private final Clock clock;

  LogStage(AccessLog log, Clock clock) {
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
    Session.of(request)
        .ifPresent(
            session ->
                log.appendAtCommit(
                    entry(
                        session,
                        request,
                        Act.VASTLEGGEN,
                        Verdict.PERMIT,
                        status,
                        Subjects.patientOf(resource).orElse(null),
                        Set.of(CheckStage.reference(resource)),
                        null)));
  }

  @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
  public void answered(RequestDetails request, ResponseDetails response) {
    Session.of(request)
        .ifPresent(
            session -> {
              if (session.totalWithheld()
                  && response.getResponseResource() instanceof Bundle page) {
                page.setTotalElement(null);
              }
              append(session, request, response.getResponseCode());
            });
  }

  /** Logs what the request did so far; also for an answer that is an error. */
  void append(Session session, RequestDetails request, int status) {
    List<AccessEntry> entries = new ArrayList<>();
    entries.addAll(entries(session, request, session.takeShown(), Verdict.PERMIT, status));
    entries.addAll(entries(session, request, session.takeRefused(), Verdict.REFUSE, status));
    Set<String> logged = new LinkedHashSet<>();
    entries.forEach(entry -> logged.add(String.valueOf(entry.patient())));
    for (String patient : session.searched()) {
      if (logged.add(patient)) { // a search without results is an answer too
        entries.add(
            entry(
                session, request, Act.RAADPLEGEN, Verdict.PERMIT, status, patient, Set.of(), null));
      }
    }
    if (entries.isEmpty()) {
      entries.add(
          entry(
              session,
              request,
              Act.RAADPLEGEN,
              status < 400 ? Verdict.PERMIT : Verdict.REFUSE,
              status,
              session.caller().patient(),
              Set.of(),
              null));
    }
    try {
      log.append(entries);
    } catch (RuntimeException unwritten) {
      throw new InternalErrorException("the access log could not be written", unwritten);
    }
  }

  /** One entry per client and deciding rule. */
  private List<AccessEntry> entries(
      Session session,
      RequestDetails request,
      List<Disclosure> disclosures,
      Verdict outcome,
      int status) {
    Map<List<String>, List<Disclosure>> grouped = new LinkedHashMap<>();
    for (Disclosure each : disclosures) {
      grouped
          .computeIfAbsent(
              List.of(each.patient(), each.decision().rule().id()), key -> new ArrayList<>())
          .add(each);
    }
    return grouped.values().stream()
        .map(
            group -> {
              Set<String> resources = new LinkedHashSet<>();
              group.forEach(each -> resources.add(each.resource()));
              Disclosure first = group.get(0);
              return entry(
                  session,
                  request,
                  first.act(),
                  outcome,
                  status,
                  first.patient(),
                  resources,
                  first.decision());
            })
        .toList();
  }

  private AccessEntry entry(
      Session session,
      RequestDetails request,
      Act act,
      Verdict outcome,
      int status,
      @Nullable String patient,
      Set<String> resources,
      @Nullable Decision decision) {
    return new AccessEntry(
        Instant.now(clock),
        session.requestId(),
        session.caller(),
        act,
        interaction(request),
        outcome,
        status,
        patient,
        List.copyOf(resources),
        decision);
  }

  private static String interaction(RequestDetails request) {
    String operation =
        request.getRestOperationType() == null
            ? "unknown"
            : request.getRestOperationType().getCode();
    return Optional.ofNullable(request.getResourceName())
        .map(type -> operation + " " + type)
        .orElse(operation);
  }
}
