package nl.keukentafel.access;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import org.jspecify.annotations.Nullable;

/**
 * One caller's request: it travels in the request's user data, because HAPI runs the reads of a
 * batch on a pool. Relations are looked up once per client and live no longer than the request.
 */
public final class Session {
  /** Under which controller and herkomst what is written now is recorded. */
  public record Recording(Controller controller, Herkomst herkomst) {}

  private final Caller caller;
  private final Function<String, Relations> relations;
  private final Map<String, Relations> known = new ConcurrentHashMap<>();
  private final List<Disclosure> shown = new CopyOnWriteArrayList<>();
  private final List<Disclosure> refused = new CopyOnWriteArrayList<>();
  private final Set<String> searched = ConcurrentHashMap.newKeySet();
  private volatile boolean totalWithheld;
  private volatile @Nullable Recording recording;

  Session(Caller caller, Function<String, Relations> relations) {
    this.caller = caller;
    this.relations = relations;
  }

  /** Empty when the server itself asks, or on a public address. */
  public static Optional<Session> of(RequestDetails request) {
    return Optional.ofNullable((Session) request.getUserData().get(Session.class));
  }

  void attachTo(RequestDetails request) {
    request.getUserData().put(Session.class, this);
  }

  public Caller caller() {
    return caller;
  }

  /** The caller in relation to one client, who need not exist. */
  public Asker asker(String patientId) {
    return relations(patientId).asker();
  }

  Relations relations(String patientId) {
    return known.computeIfAbsent(patientId, relations);
  }

  /** What changed during this request may have changed the relations too. */
  public void forgetRelations() {
    known.clear();
  }

  /**
   * Under whom this caller's form is recorded: the caller's own organisation, or, when the client
   * answers, the one aanbieder that the answers are meant for.
   */
  public Recording recordingFor(String patientId) {
    Relations relations = relations(patientId);
    return relations
        .soleAanbieder()
        .filter(aanbieder -> relations.asker().organisation() == null)
        .map(aanbieder -> new Recording(aanbieder, Herkomst.CLIENT))
        .orElseGet(() -> Labeller.inOwnName(relations.asker()));
  }

  public void recordAs(@Nullable Recording recording) {
    this.recording = recording;
  }

  Optional<Recording> recording() {
    return Optional.ofNullable(recording);
  }

  /** Noted for the access log. */
  void disclose(Disclosure disclosure) {
    shown.add(disclosure);
  }

  /** Noted for the access log. */
  public void refuse(Disclosure refusal) {
    refused.add(refusal);
  }

  /** A dossier was searched with leave, whatever came out. */
  void searched(String patient) {
    searched.add(patient);
  }

  void withholdTotal() {
    totalWithheld = true;
  }

  boolean totalWithheld() {
    return totalWithheld;
  }

  List<Disclosure> takeShown() {
    return take(shown);
  }

  List<Disclosure> takeRefused() {
    return take(refused);
  }

  private static List<Disclosure> take(List<Disclosure> from) {
    List<Disclosure> taken = List.copyOf(from);
    from.removeAll(taken);
    return taken;
  }

  Set<String> searched() {
    return searched;
  }
}
