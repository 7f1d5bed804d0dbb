package nl.keukentafel.access.answer;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.session.Disclosure;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.access.session.Session.Noted;
import nl.keukentafel.audit.AccessEntry;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.Verdict;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** What a request did, as rows: one for each entry, client and outcome, and never none. */
public final class Answers {
  private static final int LONGEST_ID = 64;
  private static final int MOST_IN_A_ROW = 1000;

  private final Session session;
  private final RequestDetails whole;
  private final int status;

  Answers(Session session, RequestDetails whole, int status) {
    this.session = session;
    this.whole = whole;
    this.status = status;
  }

  /** Somebody who did not sign in, at a public address. */
  static Answer ofNobody(RequestDetails request, int status) {
    return new Answer(
        null,
        Interactions.act(request),
        Interactions.of(request),
        outcome(status),
        status,
        null,
        Set.of(),
        null);
  }

  /**
   * @param answer when it is a bundle
   */
  List<Answer> all(@Nullable Bundle answer) {
    List<Noted> noted = session.noted();
    if (answer == null || answer.getType() != BundleType.BATCHRESPONSE) {
      return of(null, whole, status, noted);
    }
    List<Answer> answers = new ArrayList<>();
    Map<Integer, RequestDetails> reads = session.entries();
    List<BundleEntryComponent> asked = ((Bundle) whole.getResource()).getEntry();
    for (int i = 0; i < asked.size(); i++) {
      if (asked.get(i).getRequest().getMethod() != HTTPVerb.GET) {
        continue; // what it wrote is logged with the transaction that made it
      }
      int entry = i;
      int given = status(answer.getEntry().get(i));
      Optional<Map.Entry<Integer, RequestDetails>> read =
          reads.entrySet().stream()
              .filter(each -> isOf(asked.get(entry), each.getValue()))
              .findFirst();
      read.ifPresent(each -> reads.remove(each.getKey()));
      answers.addAll(
          read.map(each -> entry(entry, each.getKey(), each.getValue(), given, noted))
              .orElseGet(() -> List.of(unheard(entry, given))));
    }
    return answers.isEmpty() ? of(null, whole, status, noted) : answers;
  }

  private List<Answer> entry(
      Integer place, Integer key, RequestDetails read, int given, List<Noted> noted) {
    return of(place, read, given, noted.stream().filter(each -> key.equals(each.entry())).toList());
  }

  private static boolean isOf(BundleEntryComponent asked, RequestDetails read) {
    return path(asked.getRequest().getUrl()).equals(path(String.valueOf(read.getRequestPath())));
  }

  private static String path(String url) {
    return url.split("\\?", 2)[0].replaceAll("^/+|/+$", "");
  }

  private static int status(BundleEntryComponent answer) {
    return Integer.parseInt(answer.getResponse().getStatus().substring(0, 3));
  }

  private static Answer unheard(Integer place, int given) {
    return new Answer(
        place, Act.RAADPLEGEN, Interactions.UNKNOWN, outcome(given), given, null, Set.of(), null);
  }

  private static Verdict outcome(int status) {
    return status < 400 ? Verdict.PERMIT : Verdict.REFUSE;
  }

  private record Key(@Nullable String patient, Verdict outcome) {}

  private List<Answer> of(
      @Nullable Integer place, RequestDetails request, int given, List<Noted> noted) {
    Map<Key, List<Disclosure>> rows = new LinkedHashMap<>();
    boolean covered = false;
    for (Noted each : noted) {
      boolean shown = each.outcome() == Verdict.PERMIT;
      if (shown && given >= 400) {
        continue; // it was read, and then not shown
      }
      if (shown && session.written().contains(Objects.requireNonNull(each.of()).resource())) {
        covered = true; // whoever wrote it knows it
        continue;
      }
      Verdict outcome = each.outcome() == null ? outcome(given) : each.outcome();
      List<Disclosure> row =
          rows.computeIfAbsent(new Key(each.patient(), outcome), key -> new ArrayList<>());
      if (each.of() != null) {
        row.add(each.of());
      }
    }
    boolean wrote = !session.written().isEmpty() && place == null && given < 400;
    if (rows.isEmpty() && !covered && !wrote) {
      rows.put(new Key(concerned(request, noted), outcome(given)), List.of());
    }
    return rows.entrySet().stream()
        .flatMap(
            row ->
                chunks(row.getValue())
                    .map(some -> answer(place, request, given, row.getKey(), some)))
        .toList();
  }

  /** A whole dossier is more than fits in one row. */
  private static Stream<List<Disclosure>> chunks(List<Disclosure> row) {
    List<Disclosure> once = row.stream().distinct().toList();
    return row.isEmpty()
        ? Stream.of(row)
        : IntStream.iterate(0, from -> from < once.size(), from -> from + MOST_IN_A_ROW)
            .mapToObj(from -> once.subList(from, Math.min(from + MOST_IN_A_ROW, once.size())));
  }

  private Answer answer(
      @Nullable Integer place,
      RequestDetails request,
      int given,
      Key key,
      List<Disclosure> disclosures) {
    Set<String> resources = new LinkedHashSet<>();
    List<Decision> decisions = new ArrayList<>();
    for (Disclosure each : disclosures) {
      resources.add(each.resource());
      decisions.add(each.decision());
    }
    return new Answer(
        place,
        disclosures.isEmpty() ? Interactions.act(request) : disclosures.get(0).act(),
        Interactions.of(request),
        key.outcome(),
        given,
        key.patient(),
        resources,
        AccessEntry.ground(decisions));
  }

  /** Whose dossier a request is about that showed nothing: of the token, or of what was sent. */
  private @Nullable String concerned(RequestDetails request, List<Noted> noted) {
    if ("$validate".equals(request.getOperation())) {
      return null; // touches no dossier, whatever client the body names
    }
    Optional<String> named =
        "AuditEvent".equals(request.getResourceName())
            ? Optional.ofNullable(request.getParameters().get("patient"))
                .filter(values -> values.length == 1)
                .map(values -> values[0].replaceFirst("^Patient/", ""))
            : request.getResource() instanceof Resource sent
                ? Subjects.patientOf(sent)
                : noted.stream().map(Noted::patient).findFirst();
    return named.filter(id -> id.length() <= LONGEST_ID).orElse(session.caller().patient());
  }
}
