package nl.keukentafel.audit;

import ca.uhn.fhir.rest.annotation.Count;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Offset;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Date;
import nl.keukentafel.audit.LogReader.Page;
import nl.keukentafel.audit.LogReader.Query;
import nl.keukentafel.audit.LogReader.View;
import nl.keukentafel.identity.Caller;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.IdType;
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

  /** 404 when it is not in the caller's part of the log. */
  @Read
  public AuditEvent read(@IdParam IdType id, HttpServletRequest request) {
    View view = View.of(Caller.of(request).orElseThrow());
    if (!id.getIdPart().matches("\\d{1,18}|[1-8]\\d{18}")) {
      throw new ResourceNotFoundException(id);
    }
    return log.read(view, Long.parseLong(id.getIdPart()))
        .map(row -> events.of(row, view))
        .orElseThrow(() -> new ResourceNotFoundException(id));
  }

  /**
   * Newest first.
   *
   * @param agent the person who acted; a client finds only the people who act for themselves
   * @param organization {@code system|value} of the organisation that acted
   * @param outcome {@code 0} for what was shown, {@code 4} or {@code 8} for what was refused
   * @param purpose {@code noodgeval} for what was read in an emergency, with the reasons
   */
  @Search
  public IBundleProvider search(
      @OptionalParam(name = "patient") @Nullable ReferenceParam patient,
      @OptionalParam(name = "date") @Nullable DateRangeParam date,
      @OptionalParam(name = "agent") @Nullable ReferenceParam agent,
      @OptionalParam(name = "organization") @Nullable TokenParam organization,
      @OptionalParam(name = "outcome") @Nullable TokenParam outcome,
      @OptionalParam(name = "purpose") @Nullable TokenParam purpose,
      @Count @Nullable Integer count,
      @Offset @Nullable Integer offset,
      HttpServletRequest request) {
    View view = View.of(Caller.of(request).orElseThrow());
    Query query =
        new Query(
            patient == null ? null : patient.getIdPart(),
            organization == null ? null : organization.getSystem() + "|" + organization.getValue(),
            outcome == null ? null : outcome.getValue().equals("0") ? "permit" : "refuse",
            agent == null ? null : agent.getValue(),
            date == null ? null : instant(date.getLowerBoundAsInstant(), 0),
            date == null ? null : instant(date.getUpperBoundAsInstant(), 1),
            purpose != null);
    if (purpose != null && !"noodgeval".equals(purpose.getValue())) {
      return new SimpleBundleProvider();
    }
    int size = Math.min(count == null ? DEFAULT_COUNT : count, MOST);
    int from = offset == null ? 0 : offset;
    Page page = log.read(view, query, from, size);
    SimpleBundleProvider found =
        new SimpleBundleProvider(page.rows().stream().map(row -> events.of(row, view)).toList());
    found.setSize(page.total());
    found.setCurrentPageOffset(from);
    found.setCurrentPageSize(size);
    return found;
  }

  private static @Nullable Instant instant(@Nullable Date date, long millisLater) {
    return date == null ? null : date.toInstant().plusMillis(millisLater);
  }
}
