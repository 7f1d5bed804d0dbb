package nl.keukentafel.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;

/**
 * Who asks, as the access token says.
 *
 * @param subject the issuer's stable pseudonymous id of the person or system
 * @param organization absent for a client or a representative, who act for themselves
 * @param fhirUser reference to the resource that describes the person or organisation
 * @param patient id of the Patient in context
 * @param purpose absent when the role's default applies
 */
public record Caller(
    String issuer,
    String clientId,
    String subject,
    Role role,
    @Nullable OrganizationIdentifier organization,
    @Nullable String fhirUser,
    @Nullable String patient,
    @Nullable Purpose purpose,
    Scopes scopes)
    implements AuthenticatedPrincipal {

  /** The caller of a request that went through the security chain; empty on a public address. */
  public static Optional<Caller> of(HttpServletRequest request) {
    return request.getUserPrincipal() instanceof Authentication authentication
            && authentication.getPrincipal() instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }

  /** The same caller, who states that a life is at stake. */
  public Caller inEmergency() {
    return new Caller(
        issuer,
        clientId,
        subject,
        role,
        organization,
        fhirUser,
        patient,
        Purpose.NOODGEVAL,
        scopes);
  }

  /** Whether somebody in this role acts for themselves, not in the name of an organisation. */
  public static boolean isPersonal(Role role) {
    return role == Role.CLIENT || role == Role.VERTEGENWOORDIGER;
  }

  /** Reference to the person who acts; the client's own when the token names no other. */
  public String person() {
    return fhirUser == null ? "Patient/" + patient : fhirUser;
  }

  @Override
  public String getName() {
    return subject;
  }
}
