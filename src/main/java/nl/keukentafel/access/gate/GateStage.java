package nl.keukentafel.access.gate;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.time.Clock;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Opening;
import nl.keukentafel.access.judgement.Gate.Reach;
import nl.keukentafel.access.judgement.Judge;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.Interaction;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * First stage: is this interaction open at all, for this role, type and parameters? The entries of
 * a batch or transaction pass it too: reads because HAPI handles them as requests, writes here.
 */
@Interceptor
public final class GateStage {
  private static final String EXPLAIN = "$explain-access";

  private final Gate gate;
  private final Dossiers dossiers;
  private final WriteStage writes;
  private final Judge judge;
  private final Clock clock;

  public GateStage(Gate gate, Dossiers dossiers, WriteStage writes, Judge judge, Clock clock) {
    this.gate = gate;
    this.dossiers = dossiers;
    this.writes = writes;
    this.judge = judge;
    this.clock = clock;
  }

  @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
  public void open(ServletRequestDetails request) {
    RequestShape.require(request);
    String emergency = emergency(request);
    Caller.of(request.getServletRequest())
        .map(caller -> emergency == null ? caller : caller.inEmergency())
        .ifPresent(
            caller ->
                new Session(
                        caller,
                        emergency,
                        request.getRequestId(),
                        RequestShape.tracing(request),
                        patient ->
                            Relations.of(
                                caller, emergency != null, patient, dossiers.of(patient), clock))
                    .attachTo(request));
  }

  private static @Nullable String emergency(ServletRequestDetails request) {
    String reason = request.getHeader("Wmo-Noodgeval");
    if (reason == null) {
      return null;
    }
    int length = reason.strip().length();
    if (request.getRequestType() != RequestTypeEnum.GET || length < 20 || length > 500) {
      throw Refusal.invalid(
          "Schrijf op waarom iemand in gevaar is. Dit kan alleen als u iets leest.",
          "Wmo-Noodgeval goes with a GET and gives a reason of 20 to 500 characters");
    }
    return reason.strip();
  }

  @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
  public void check(RequestDetails request, RestOperationTypeEnum operation) {
    if (operation == RestOperationTypeEnum.METADATA || isPublic(request, operation)) {
      return;
    }
    Session session =
        Session.of(request).orElseThrow(() -> Refusal.closed("This needs an access token"));
    if (((ServletRequestDetails) request).isSubRequest()) {
      session.begin(request);
    }
    switch (operation) {
      case TRANSACTION -> {
        Bundle bundle = (Bundle) request.getResource();
        boolean reads = bundle.getType() == BundleType.BATCH;
        bundle.getEntry().forEach(entry -> checkEntry(session, entry, reads));
      }
      case READ -> require(session, request.getResourceName(), "read", Interaction.READ);
      case SEARCH_TYPE -> {
        Opening opening = require(session, request.getResourceName(), "search", Interaction.SEARCH);
        new SearchShape(gate, opening).require((ServletRequestDetails) request, session.caller());
      }
      case CREATE -> {
        require(session, request.getResourceName(), "create", Interaction.CREATE);
        if (request.getHeader("If-None-Exist") != null) {
          throw Refusal.closed("Conditional create is off");
        }
        writes.create(session, (Resource) request.getResource());
      }
      case UPDATE -> {
        require(session, request.getResourceName(), "update", Interaction.UPDATE);
        writes.update(
            session,
            request.getId(),
            request.getHeader("If-Match"),
            (Resource) request.getResource());
      }
      case DELETE -> {
        require(session, request.getResourceName(), "delete", Interaction.DELETE);
        if (request.getId() == null) {
          throw Refusal.closed("Conditional delete is off");
        }
        writes.delete(session, request.getId(), type(request));
      }
      case EXTENDED_OPERATION_TYPE ->
          require(session, request.getResourceName(), request.getOperation(), Interaction.CREATE);
      case EXTENDED_OPERATION_INSTANCE ->
          require(
              session,
              request.getResourceName(),
              request.getOperation(),
              request.getRequestType() == RequestTypeEnum.GET
                      || request.getOperation().equals(EXPLAIN)
                  ? Interaction.READ
                  : Interaction.UPDATE);
      default -> throw Refusal.closed(operation.getCode() + " is not open on this server");
    }
  }

  /** Profiles and terminology hold nothing of anyone: they need no token. */
  private boolean isPublic(RequestDetails request, RestOperationTypeEnum operation) {
    String interaction =
        switch (operation) {
          case READ -> "read";
          case SEARCH_TYPE -> "search";
          case EXTENDED_OPERATION_TYPE, EXTENDED_OPERATION_INSTANCE -> request.getOperation();
          default -> operation.getCode();
        };
    return gate.opening(String.valueOf(request.getResourceName()))
        .filter(opening -> opening.reach() == Reach.PUBLIC && opening.isForEverybody(interaction))
        .isPresent();
  }

  @SuppressWarnings("unchecked") // an R4 server has R4 resources
  private static Class<? extends Resource> type(RequestDetails request) {
    return (Class<? extends Resource>)
        request
            .getFhirContext()
            .getResourceDefinition(request.getResourceName())
            .getImplementingClass();
  }

  /** May the caller search for this type at all? */
  public void requireSearch(Session session, String type) {
    require(session, type, "search", Interaction.SEARCH);
  }

  private Opening require(Session session, String type, String interaction, Interaction scope) {
    Opening opening =
        gate.opening(type).orElseThrow(() -> Refusal.closed(type + " is not open on this server"));
    // who is refused everywhere may still ask why
    if (opening.reach() == Reach.DOSSIER && !interaction.equals(EXPLAIN)) {
      judge
          .refusedEverywhere(session.caller().role())
          .ifPresent(
              rule -> {
                throw Refusal.forbidden(rule);
              });
    }
    if (opening.reach() == Reach.OWN) {
      Labeller.owner(session); // who can own nothing is refused before anything is looked up
    }
    if (opening.reach() != Reach.REGISTER && !session.isStillRelated()) {
      throw Refusal.notFound();
    }
    if (!opening.admits(interaction, session.caller().role())) {
      throw Refusal.closed(interaction + " of " + type + " is not open to this role");
    }
    if (!session.caller().scopes().allows(type, scope)) {
      throw Refusal.closed("The scopes of the token do not cover " + interaction + " of " + type);
    }
    return opening;
  }

  private void checkEntry(Session session, Bundle.BundleEntryComponent entry, boolean reads) {
    Bundle.BundleEntryRequestComponent request = entry.getRequest();
    if (reads && request.getMethod() == Bundle.HTTPVerb.GET) {
      return; // handled as a request of its own, which comes by here again
    }
    boolean creates =
        request.getMethod() == Bundle.HTTPVerb.POST
            && entry.getResource() != null
            && entry.getResource().fhirType().equals(request.getUrl())
            && !request.hasIfNoneExist()
            // a form is judged and extracted as a whole: it comes by itself
            && !entry.getResource().fhirType().equals("QuestionnaireResponse");
    if (!creates) {
      throw Refusal.closed(
          "Of a bundle only POST of a resource is open, without a condition and not of a form; a"
              + " batch also reads with GET");
    }
    require(session, request.getUrl(), "create", Interaction.CREATE);
    writes.create(session, entry.getResource());
  }
}
