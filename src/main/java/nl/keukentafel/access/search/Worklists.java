package nl.keukentafel.access.search;

import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.ReferenceOrListParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Fact;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.access.judgement.Judge;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Relation;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * The lists of all clients at once: what a college holds itself of the clients it is responsible
 * for, or what an aanbieder was engaged or mandated for and has to do now. By label alone a list
 * would count clients of others, by performer alone what was never given.
 */
final class Worklists {
  private final Judge judge;
  private final Dossiers dossiers;

  Worklists(Judge judge, Dossiers dossiers) {
    this.judge = judge;
    this.dossiers = dossiers;
  }

  /**
   * Narrows the query, and says which classes it may find.
   *
   * @param by the search parameter that names the aanbieder; absent when it has no such list
   */
  Set<DossierClass> narrow(
      Caller caller, String type, SearchParameterMap query, @Nullable String by) {
    Controller organisation = Objects.requireNonNull(Relations.organisation(caller));
    String id = dossiers.organization(caller.organization()).orElseThrow(Refusal::notFound);
    if (organisation.kind() == Controller.Kind.COLLEGE) {
      query.add(
          "patient", new ReferenceParam("Patient", NarrowStage.GEMEENTE, "Organization/" + id));
      return judge.heldBy(organisation, caller, type);
    }
    query.add(Objects.requireNonNull(by), new ReferenceParam("Organization", null, id));
    Set<Relation> tie = EnumSet.of(Relation.GEBONDEN_AANBIEDER);
    if (caller.role() == Role.HUISHOUDELIJKE_HULP) {
      tie.add(Relation.TOEGEWEZEN_HULP);
      toClients(query, dossiers.helpedBy(String.valueOf(caller.fhirUser()), id));
    }
    if (type.equals("ServiceRequest")) {
      query.add("status", new TokenParam("active"));
      query.add("occurrence", new DateParam("ge" + judge.today()));
      return judge.ofAny(tie, dossiers.collegesOf(id), caller, type);
    }
    query.add("status", open());
    Set<DossierClass> classes =
        new LinkedHashSet<>(judge.ofAny(tie, Set.of(organisation), caller, type));
    classes.addAll(
        judge.ofAny(
            Set.of(Relation.GEMANDATEERDE_AANBIEDER), dossiers.mandatorsOf(id), caller, type));
    return classes;
  }

  private static void toClients(SearchParameterMap query, List<String> clients) {
    ReferenceOrListParam any = new ReferenceOrListParam();
    clients.forEach(each -> any.add(new ReferenceParam("Patient", null, each)));
    if (clients.isEmpty()) {
      any.add(new ReferenceParam("Patient", null, "none")); // nobody: an empty list means all
    }
    query.add("patient", any);
  }

  private static TokenOrListParam open() {
    TokenOrListParam open = new TokenOrListParam();
    Fact.OPEN.stream().map(TaskStatus::toCode).forEach(open::add);
    return open;
  }
}
