package nl.keukentafel.access.session;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.audit.AccessEntry.Tracing;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * One caller's request: it travels in the request's user data, because HAPI runs the reads of a
 * batch on a pool. Relations are looked up once per client and live no longer than the request.
 */
public final class Session {
  /**
   * Something for the access log.
   *
   * @param entry the place in a batch; absent for a request by itself
   * @param outcome absent when it is that of the answer: a search that was allowed, whatever it
   *     found
   */
  public record Noted(
      @Nullable Integer entry,
      @Nullable Verdict outcome,
      String patient,
      @Nullable Disclosure of) {}

  /** Under which controller and herkomst what is written now is recorded. */
  public record Recording(Controller controller, Herkomst herkomst) {
    public Recording from(Herkomst source) {
      return new Recording(controller, source);
    }
  }

  private final Caller caller;
  private final String requestId;
  private final @Nullable String emergency;
  private final Tracing tracing;
  private final Function<String, Relations> relations;
  private final Map<String, Relations> known = new ConcurrentHashMap<>();
  private final List<Noted> noted = new CopyOnWriteArrayList<>();
  private final Map<RequestDetails, Integer> entries =
      Collections.synchronizedMap(new IdentityHashMap<>());
  private final Map<String, List<Decision>> grounds = new ConcurrentHashMap<>();
  private final Set<String> written = ConcurrentHashMap.newKeySet();
  private volatile boolean totalWithheld;
  private volatile @Nullable RequestDetails whole;
  private volatile @Nullable Recording recording;

  /**
   * @param emergency why the caller says that a life is at stake; absent when they do not
   */
  public Session(
      Caller caller,
      @Nullable String emergency,
      @Nullable String requestId,
      Tracing tracing,
      Function<String, Relations> relations) {
    this.caller = caller;
    this.emergency = emergency;
    String id = String.valueOf(requestId);
    this.requestId = id.substring(0, Math.min(id.length(), 64));
    this.tracing = tracing;
    this.relations = relations;
  }

  /** Empty when the server itself asks, or on a public address. */
  public static Optional<Session> of(RequestDetails request) {
    return Optional.ofNullable((Session) request.getUserData().get(Session.class));
  }

  public void attachTo(RequestDetails request) {
    whole = request;
    request.getUserData().put(Session.class, this);
  }

  public Caller caller() {
    return caller;
  }

  /** The request as it came in: HAPI makes others of the entries of a bundle. */
  public RequestDetails whole() {
    return Objects.requireNonNull(whole);
  }

  public Optional<String> emergency() {
    return Optional.ofNullable(emergency);
  }

  /** The numbers that the asker gave the request. */
  public Tracing tracing() {
    return tracing;
  }

  /** The id of the whole request: the entries of a batch have none of their own. */
  public String requestId() {
    return requestId;
  }

  /** A personal token names a client; whether the person may still act for that client is live. */
  public boolean isStillRelated() {
    return !Caller.isPersonal(caller.role())
        || (caller.patient() != null && !asker(caller.patient()).isUnrelated());
  }

  /** The caller in relation to one client, who need not exist. */
  public Asker asker(String patientId) {
    return relations(patientId).asker();
  }

  public Relations relations(String patientId) {
    Relations found = known.get(patientId);
    if (found == null) { // not computeIfAbsent: it would hold a lock while it asks the database
      found = relations.apply(patientId);
      known.put(patientId, found);
    }
    return found;
  }

  /** What changed during this request may have changed the relations too. */
  public void forgetRelations() {
    known.clear();
  }

  public void recordAs(@Nullable Recording recording) {
    this.recording = recording;
  }

  public Optional<Recording> recording() {
    return Optional.ofNullable(recording);
  }

  /** The reads of a batch come by one after another, each as a request of its own. */
  public void begin(RequestDetails part) {
    entries.putIfAbsent(part, entries.size());
  }

  /** What an operation asks by itself belongs to the entry that the operation is. */
  public void askedBy(RequestDetails part, RequestDetails whole) {
    Integer entry = entries.get(whole);
    if (entry != null) {
      entries.put(part, entry);
    }
  }

  /** The reads of a batch, by their order. */
  public Map<Integer, RequestDetails> entries() {
    Map<Integer, RequestDetails> ordered = new TreeMap<>();
    synchronized (entries) {
      entries.forEach((part, entry) -> ordered.putIfAbsent(entry, part));
    }
    return ordered;
  }

  /** Noted for the access log. */
  public void disclose(RequestDetails by, Disclosure shown) {
    noted.add(new Noted(entries.get(by), Verdict.PERMIT, shown.patient(), shown));
  }

  /** Noted for the access log. */
  public void refuse(Disclosure refusal) {
    noted.add(new Noted(null, Verdict.REFUSE, refusal.patient(), refusal));
  }

  /** Noted for the access log. */
  public void refuse(RequestDetails by, Disclosure refusal) {
    noted.add(new Noted(entries.get(by), Verdict.REFUSE, refusal.patient(), refusal));
  }

  /** A dossier was searched with leave, whatever came out. */
  public void searched(@Nullable RequestDetails by, String patient) {
    noted.add(new Noted(by == null ? null : entries.get(by), null, patient, null));
  }

  /** On what grounds something may be recorded in a dossier. */
  public void permit(String patient, Decision decision) {
    grounds.computeIfAbsent(patient, key -> new CopyOnWriteArrayList<>()).add(decision);
  }

  public List<Decision> grounds(String patient) {
    return grounds.getOrDefault(patient, List.of());
  }

  /** Logged with the transaction that made it. */
  public void wrote(String resource) {
    written.add(resource);
  }

  public Set<String> written() {
    return written;
  }

  public void withholdTotal() {
    totalWithheld = true;
  }

  public boolean totalWithheld() {
    return totalWithheld;
  }

  public List<Noted> noted() {
    return List.copyOf(noted);
  }
}
