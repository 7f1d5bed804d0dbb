package nl.keukentafel.access.search;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Opening;
import nl.keukentafel.access.judgement.Judge;
import nl.keukentafel.access.judgement.Labels;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.session.Disclosure;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;

/**
 * Second stage: the search gets the positive list of what this caller may read of this client, so
 * that totals, counts and pages are exact by themselves.
 */
@Interceptor
public final class NarrowStage {
  /** The search parameter over the labels; no caller can ask for it, the gate does not name it. */
  public static final String PARAMETER = "dossierklasse";

  /** The search parameter over the gemeente that is responsible for a client; as closed. */
  public static final String GEMEENTE = "organization";

  private static final int DEFAULT_COUNT = 50;
  private static final int MOST = 200;

  private final Gate gate;
  private final Judge judge;
  private final Dossiers dossiers;
  private final Worklists worklists;

  public NarrowStage(Gate gate, Judge judge, Dossiers dossiers) {
    this.gate = gate;
    this.judge = judge;
    this.dossiers = dossiers;
    this.worklists = new Worklists(judge, dossiers);
  }

  @Hook(Pointcut.STORAGE_PRESEARCH_REGISTERED)
  public void narrow(RequestDetails request, SearchParameterMap query) {
    Optional<Session> session = Session.of(request);
    if (session.isEmpty()) {
      return; // the server itself asks
    }
    page(query);
    String type = request.getResourceName();
    switch (gate.opening(type).orElseThrow(Refusal::notFound).reach()) {
      case DOSSIER -> toReadableClasses(session.get(), request, query);
      case OWN -> query.add(PARAMETER, new TokenParam(Labels.OWNER, Labeller.owner(session.get())));
      case REGISTER, LOG, PUBLIC -> {}
    }
  }

  private static void page(SearchParameterMap query) {
    query.setOffset(query.getOffset() == null ? 0 : query.getOffset());
    query.setCount(Math.min(query.getCount() == null ? DEFAULT_COUNT : query.getCount(), MOST));
    SortSpec last = query.getSort();
    while (last != null && last.getChain() != null) {
      last = last.getChain();
    }
    SortSpec byId = new SortSpec("_id"); // what is of one date keeps its place from page to page
    if (last == null) {
      query.setSort(byId);
    } else {
      last.setChain(byId);
    }
  }

  private void toReadableClasses(
      Session session, RequestDetails request, SearchParameterMap query) {
    String type = request.getResourceName();
    Optional<String> client = boundToOneClient(session, type, query);
    Controller organisation = Relations.organisation(session.caller());
    Opening opening = gate.opening(type).orElseThrow();
    if (client.isEmpty() && opening.hasWorklistOf(organisation)) {
      require(worklists.narrow(session.caller(), type, query, opening.worklist()), query);
    } else {
      require(client.map(patient -> classes(session, request, patient)).orElse(Set.of()), query);
    }
  }

  private static void require(Set<DossierClass> classes, SearchParameterMap query) {
    TokenOrListParam readable = new TokenOrListParam();
    classes.forEach(what -> readable.add(Labels.DOSSIER_CLASS, what.code()));
    if (readable.size() == 0) {
      readable.add(Labels.DOSSIER_CLASS, "none"); // no resource carries it
    }
    query.add(PARAMETER, readable);
  }

  private Set<DossierClass> classes(Session session, RequestDetails request, String patient) {
    String type = request.getResourceName();
    Relations relations = session.relations(patient);
    Set<DossierClass> classes = judge.readable(relations, type);
    if (classes.isEmpty()) {
      judge
          .refusalOf(relations, type)
          .ifPresent(
              decision ->
                  session.refuse(request, new Disclosure(Act.RAADPLEGEN, patient, type, decision)));
    } else {
      session.searched(request, patient);
    }
    return classes;
  }

  /** Whatever was asked, the query is about the one client that is judged, and no other. */
  private Optional<String> boundToOneClient(
      Session session, String type, SearchParameterMap query) {
    boolean patients = type.equals("Patient");
    Optional<String> asked =
        patients ? patient(session, query) : first(query, "patient").map(this::idPart);
    boolean named = query.containsKey("identifier") && patients;
    Optional<String> client =
        asked.isPresent() || named ? asked : Optional.ofNullable(session.caller().patient());
    if (patients) {
      query.remove("identifier");
    }
    query.remove(patients ? "_id" : "patient");
    client.ifPresent(
        id ->
            query.add(
                patients ? "_id" : "patient",
                patients ? new TokenParam(id) : new ReferenceParam("Patient", null, id)));
    return client;
  }

  private Optional<String> patient(Session session, SearchParameterMap query) {
    return query.containsKey("identifier")
        ? first(query, "identifier").stream()
            .flatMap(bsn -> dossiers.clientsWith((TokenParam) bsn).stream())
            .filter(id -> !session.asker(id).isUnrelated())
            .findFirst()
        : first(query, "_id").map(id -> id.getValueAsQueryToken());
  }

  private String idPart(IQueryParameterType patient) {
    return ((ReferenceParam) patient).getIdPart();
  }

  private static Optional<IQueryParameterType> first(SearchParameterMap query, String name) {
    List<List<IQueryParameterType>> values = query.get(name);
    return Stream.ofNullable(values).flatMap(List::stream).flatMap(List::stream).findFirst();
  }
}
