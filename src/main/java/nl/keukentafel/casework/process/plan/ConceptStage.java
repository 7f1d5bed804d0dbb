package nl.keukentafel.casework.process.plan;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.access.session.Session.Recording;
import nl.keukentafel.casework.process.rules.ConceptPlan;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;

/**
 * What an aanbieder with a mandaat plans in the onderzoek is the college's, and a concept (Wmo
 * 2.6.3). When the toewijzing goes to that aanbieder, it gets a plan of its own made of it (Wmo
 * 5.1.2), which the client can approve; another aanbieder gets nothing of it.
 */
@Interceptor
public final class ConceptStage {
  private final IFhirResourceDao<CarePlan> plans;
  private final Dossiers dossiers;
  private final Labeller labeller;

  ConceptStage(IFhirResourceDao<CarePlan> plans, Dossiers dossiers, Labeller labeller) {
    this.plans = plans;
    this.dossiers = dossiers;
    this.labeller = labeller;
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource, RequestDetails request) {
    written((Resource) resource, request);
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
    written((Resource) after, request);
  }

  private void written(Resource resource, RequestDetails request) {
    if (Session.of(request).isPresent()
        && resource instanceof ServiceRequest order
        && order.getStatus() == ServiceRequestStatus.ACTIVE) {
      List<CarePlan> all = plansOf(order);
      Set<String> taken =
          all.stream()
              .flatMap(plan -> plan.getReplaces().stream())
              .map(Reference::getReference)
              .collect(Collectors.toSet());
      all.stream()
          .filter(plan -> plan.getStatus() == CarePlanStatus.DRAFT && ConceptPlan.isOfCollege(plan))
          .filter(plan -> !taken.contains(Subjects.reference(plan)))
          .forEach(
              concept ->
                  order.getPerformer().stream()
                      .filter(performer -> isSame(performer, concept.getAuthor()))
                      .flatMap(performer -> dossiers.controller(performer).stream())
                      .forEach(aanbieder -> take(concept, aanbieder)));
    }
  }

  private void take(CarePlan concept, Controller aanbieder) {
    CarePlan own = concept.copy();
    own.setId((String) null);
    own.setMeta(null).getMeta().addProfile(ConceptPlan.PLAN);
    own.setReplaces(List.of(new Reference(Subjects.reference(concept))));
    labeller.label(own, new Recording(aanbieder, Herkomst.AANBIEDER));
    plans.create(own, new SystemRequestDetails());
  }

  private List<CarePlan> plansOf(ServiceRequest order) {
    SearchParameterMap query =
        new SearchParameterMap(
                "patient",
                new ReferenceParam("Patient", null, Subjects.patientOf(order).orElseThrow()))
            .add(
                "category",
                new TokenParam(Canonical.codeSystem("documentsoort"), "ondersteuningsplan"))
            .setLoadSynchronous(true);
    return plans.search(query, new SystemRequestDetails()).getAllResources().stream()
        .map(CarePlan.class::cast)
        .toList();
  }

  private static boolean isSame(Reference one, Reference other) {
    return Objects.equals(one.getReference(), other.getReference());
  }
}
