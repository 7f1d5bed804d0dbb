package nl.keukentafel.access.answer;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.IPreResourceShowDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Optional;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Reach;
import nl.keukentafel.access.judgement.Judge;
import nl.keukentafel.access.judgement.Labels;
import nl.keukentafel.access.judgement.Mask;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.session.Disclosure;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Decision;
import org.hl7.fhir.r4.model.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Third stage: every resource is judged again, with live relations, and masked before it leaves.
 */
@Interceptor
public final class CheckStage {
  private static final Logger LOG = LoggerFactory.getLogger(CheckStage.class);

  private final Gate gate;
  private final Judge judge;
  private final Mask mask;

  public CheckStage(Gate gate, Judge judge, Mask mask) {
    this.gate = gate;
    this.judge = judge;
    this.mask = mask;
  }

  /**
   * A search is judged when it is shown: here HAPI would read its whole page a second time. What is
   * being written was judged before: dropped here, HAPI would store it without its content.
   */
  @Hook(Pointcut.STORAGE_PREACCESS_RESOURCES)
  public void access(RequestDetails request, IPreResourceAccessDetails details) {
    if (isSearch(request)) {
      return;
    }
    Session.of(request)
        .ifPresent(
            session -> {
              for (int i = 0; i < details.size(); i++) {
                Resource resource = (Resource) details.getResource(i);
                if (!Labels.isBeingWritten(resource) && !mayRead(session, request, resource)) {
                  details.setDontReturnResourceAtIndex(i);
                }
              }
            });
  }

  @Hook(Pointcut.STORAGE_PRESHOW_RESOURCES)
  public void show(RequestDetails request, IPreResourceShowDetails details) {
    Session.of(request)
        .ifPresent(
            session -> {
              for (int i = 0; i < details.size(); i++) {
                Resource resource = (Resource) details.getResource(i);
                if (resource == null) {
                  continue;
                }
                boolean readable = mayRead(session, request, resource);
                details.setResource(i, readable ? shown(session, request, resource) : null);
                if (!readable && isSearch(request)) {
                  session.withholdTotal();
                  LOG.error("Narrowing let through what the check refused; total withheld");
                }
              }
            });
  }

  private Resource shown(Session session, RequestDetails request, Resource resource) {
    Optional<String> patient = Subjects.patientOf(resource);
    if (!inDossier(resource) || patient.isEmpty()) {
      return resource;
    }
    Asker asker = session.asker(patient.get());
    session.disclose(
        request,
        new Disclosure(
            Act.RAADPLEGEN,
            patient.get(),
            Subjects.reference(resource),
            judge.mayRead(asker, resource).orElseThrow()));
    return mask.apply(asker, resource);
  }

  private boolean mayRead(Session session, RequestDetails request, Resource resource) {
    Optional<Reach> reach = gate.opening(resource.fhirType()).map(Gate.Opening::reach);
    if (reach.isEmpty()) {
      return false;
    }
    return switch (reach.get()) {
      case REGISTER -> true;
      case OWN -> Labels.ownedBy(resource, Labeller.owner(session));
      case LOG, PUBLIC -> false; // never stored
      case DOSSIER -> {
        Optional<String> patient = Subjects.patientOf(resource);
        Optional<Decision> decision =
            patient.flatMap(id -> judge.mayRead(session.asker(id), resource));
        decision
            .filter(found -> !found.permitted() && !Labels.isBeingWritten(resource))
            .ifPresent(
                found ->
                    session.refuse(
                        request,
                        new Disclosure(
                            Act.RAADPLEGEN,
                            patient.orElseThrow(),
                            Subjects.reference(resource),
                            found)));
        yield decision.map(Decision::permitted).orElse(false);
      }
    };
  }

  private boolean inDossier(Resource resource) {
    return gate.opening(resource.fhirType()).map(row -> row.reach() == Reach.DOSSIER).orElse(false);
  }

  private static boolean isSearch(RequestDetails request) {
    return request.getRestOperationType() == ca.uhn.fhir.rest.api.RestOperationTypeEnum.SEARCH_TYPE;
  }
}
