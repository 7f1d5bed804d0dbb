package nl.keukentafel.audit;

import ca.uhn.fhir.rest.annotation.Count;
import ca.uhn.fhir.rest.annotation.Offset;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import nl.keukentafel.audit.LogReader.Page;
import nl.keukentafel.identity.Caller;
import org.hl7.fhir.r4.model.AuditEvent;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET AuditEvent}: a client sees everything about the own dossier, every refusal included; a
 * functionaris-gegevensbescherming what the own organisation did.
 */
public final class AuditEventEndpoint implements IResourceProvider {
  private static final int DEFAULT_COUNT = 50;
  private static final int MOST = 200;

  private final LogReader log;
  private final AuditEvents events;

  AuditEventEndpoint(LogReader log, AuditEvents events) {
    this.log = log;
    this.events = events;
  }

  @Override
  public Class<AuditEvent> getResourceType() {
    return AuditEvent.class;
  }

  /**
   * Newest first.
   *
   * @param outcome {@code 0} for what was shown, {@code 4} for what was refused
   */
  @Search
  public IBundleProvider search(
      @OptionalParam(name = "patient") @Nullable ReferenceParam patient,
      @OptionalParam(name = "outcome") @Nullable TokenParam outcome,
      @Count @Nullable Integer count,
      @Offset @Nullable Integer offset,
      HttpServletRequest request) {
    Caller caller = Caller.of(request).orElseThrow();
    String asked = patient == null ? null : patient.getIdPart();
    boolean personal = Caller.isPersonal(caller.role());
    if (personal && asked != null && !asked.equals(caller.patient())) {
      return new SimpleBundleProvider();
    }
    int size = Math.min(count == null ? DEFAULT_COUNT : count, MOST);
    int from = offset == null ? 0 : offset;
    Page page =
        log.read(
            personal ? Objects.requireNonNull(caller.patient()) : asked,
            personal ? null : Objects.requireNonNull(caller.organization()).toString(),
            outcome == null ? null : outcome.getValue().equals("0") ? "permit" : "refuse",
            !personal,
            from,
            size);
    SimpleBundleProvider found =
        new SimpleBundleProvider(page.rows().stream().map(events::of).toList());
    found.setSize(page.total());
    found.setCurrentPageOffset(from);
    found.setCurrentPageSize(size);
    return found;
  }
}
