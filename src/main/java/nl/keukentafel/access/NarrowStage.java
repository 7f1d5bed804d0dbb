package nl.keukentafel.access;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.DossierClass;

/**
 * Second stage: the search gets the positive list of what this caller may read of this client, so
 * that totals, counts and pages are exact by themselves.
 */
@Interceptor
public final class NarrowStage {
  /** The search parameter over the labels; no caller can ask for it, the gate does not name it. */
  public static final String PARAMETER = "dossierklasse";

  private static final int DEFAULT_COUNT = 50;
  private static final int MOST = 200;

  private final Gate gate;
  private final Judge judge;
  private final Dossiers dossiers;

  NarrowStage(Gate gate, Judge judge, Dossiers dossiers) {
    this.gate = gate;
    this.judge = judge;
    this.dossiers = dossiers;
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
      case DOSSIER -> toReadableClasses(session.get(), type, query);
      case OWN -> query.add(PARAMETER, new TokenParam(Labels.OWNER, Labeller.owner(session.get())));
      case REGISTER, LOG -> {}
    }
  }

  private static void page(SearchParameterMap query) {
    query.setOffset(query.getOffset() == null ? 0 : query.getOffset());
    query.setCount(Math.min(query.getCount() == null ? DEFAULT_COUNT : query.getCount(), MOST));
    if (query.getSort() == null) {
      query.setSort(new ca.uhn.fhir.rest.api.SortSpec("_id"));
    }
  }

  private void toReadableClasses(Session session, String type, SearchParameterMap query) {
    TokenOrListParam readable = new TokenOrListParam();
    client(session, type, query)
        .map(patient -> classes(session, type, patient))
        .orElse(Set.of())
        .forEach(what -> readable.add(Labels.DOSSIER_CLASS, what.code()));
    if (readable.size() == 0) {
      readable.add(Labels.DOSSIER_CLASS, "none"); // no resource carries it
    }
    query.add(PARAMETER, readable);
  }

  private Set<DossierClass> classes(Session session, String type, String patient) {
    Relations relations = session.relations(patient);
    Set<DossierClass> classes = judge.readable(relations, type);
    if (classes.isEmpty()) {
      judge
          .refusalOf(relations, type)
          .ifPresent(
              decision -> session.refuse(new Disclosure(Act.RAADPLEGEN, patient, type, decision)));
    } else {
      session.searched(patient);
    }
    return classes;
  }

  /** The one client whose dossier is searched; a personal token brings its own. */
  private Optional<String> client(Session session, String type, SearchParameterMap query) {
    if (type.equals("Patient")) {
      Optional<String> byIdentifier =
          first(query, "identifier")
              .flatMap(identifier -> dossiers.patientWith((TokenParam) identifier));
      return query.containsKey("identifier")
          ? byIdentifier
          : first(query, "_id")
              .map(id -> ((TokenParam) id).getValue())
              .or(() -> own(session, query, type));
    }
    return first(query, "patient")
        .map(patient -> ((ReferenceParam) patient).getIdPart())
        .or(() -> own(session, query, type));
  }

  private static Optional<String> own(Session session, SearchParameterMap query, String type) {
    Optional<String> patient = Optional.ofNullable(session.caller().patient());
    patient.ifPresent(
        id ->
            query.add(
                type.equals("Patient") ? "_id" : "patient",
                type.equals("Patient")
                    ? new TokenParam(id)
                    : new ReferenceParam("Patient", null, id)));
    return patient;
  }

  private static Optional<IQueryParameterType> first(SearchParameterMap query, String name) {
    List<List<IQueryParameterType>> values = query.get(name);
    return Stream.ofNullable(values).flatMap(List::stream).flatMap(List::stream).findFirst();
  }
}
