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
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nl.keukentafel.access.Session.Searched;
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
  private static final Set<String> WRITES = Set.of("CREATE", "UPDATE", "DELETE");

  private static final int MOST_IN_A_ROW = 500;

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

  /** Logs what the request did, once; also for an answer that is an error. */
  void append(Session session, RequestDetails request, int status) {
    if (session.logged()) {
      return;
    }
    List<Disclosure> shown = session.takeShown();
    List<AccessEntry> entries = new ArrayList<>();
    entries.addAll(entries(session, request, shown, Verdict.PERMIT, status));
    entries.addAll(entries(session, request, session.takeRefused(), Verdict.REFUSE, status));
    Verdict outcome = status < 400 ? Verdict.PERMIT : Verdict.REFUSE;
    session.searched().stream()
        .filter(search -> shown.stream().noneMatch(each -> isFoundBy(search, each)))
        .map(search -> withoutResources(session, request, outcome, status, search.patient()))
        .forEach(entries::add); // a search without results is an answer too
    if (entries.isEmpty()) {
      entries.add(withoutResources(session, request, outcome, status, concerned(session, request)));
    }
    try {
      log.append(entries);
      session.markLogged();
    } catch (RuntimeException unwritten) {
      throw new InternalErrorException("the access log could not be written", unwritten);
    }
  }

  /** Whose dossier a request is about that showed nothing: of the token, or of what was sent. */
  private static @Nullable String concerned(Session session, RequestDetails request) {
    if ("$validate".equals(request.getOperation())) {
      return null; // touches no dossier, whatever client the body names
    }
    return request.getResource() instanceof Resource sent
        ? Subjects.patientOf(sent)
            .filter(id -> id.length() <= 64)
            .orElse(session.caller().patient())
        : session.caller().patient();
  }

  private static boolean isFoundBy(Searched search, Disclosure shown) {
    return shown.patient().equals(search.patient())
        && shown.resource().startsWith(search.type() + "/");
  }

  private AccessEntry withoutResources(
      Session session,
      RequestDetails request,
      Verdict outcome,
      int status,
      @Nullable String patient) {
    boolean writes = WRITES.contains(String.valueOf(request.getRestOperationType()));
    Act act = writes ? Act.VASTLEGGEN : Act.RAADPLEGEN;
    return entry(session, request, act, outcome, status, patient, Set.of(), null);
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
        .flatMap(LogStage::chunks)
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

  /** A whole dossier is more than fits in one row. */
  private static Stream<List<Disclosure>> chunks(List<Disclosure> group) {
    return IntStream.iterate(0, from -> from < group.size(), from -> from + MOST_IN_A_ROW)
        .mapToObj(from -> group.subList(from, Math.min(from + MOST_IN_A_ROW, group.size())));
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
        decision,
        session.emergency().orElse(null),
        session.tracing());
  }

  private static String interaction(RequestDetails request) {
    String code =
        request.getOperation() != null
            ? "operation"
            : request.getRestOperationType() == null
                ? "unknown"
                : request.getRestOperationType().getCode();
    String interaction =
        Stream.of(code, request.getResourceName(), request.getOperation())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" "));
    return interaction.substring(0, Math.min(interaction.length(), 60));
  }
}
