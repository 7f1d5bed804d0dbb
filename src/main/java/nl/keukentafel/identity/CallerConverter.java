package nl.keukentafel.identity;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;
import org.springframework.stereotype.Component;

/** Reads the {@link Caller} from a token whose signature and dates have been checked. */
@Component
class CallerConverter implements Converter<Jwt, AbstractAuthenticationToken> {
  /** A code for which an organisation is a gemeente, or an aanbieder. */
  private static final Map<Role, String> SYSTEM =
      Map.of(
          Role.WMO_CONSULENT, NamingSystems.GEMEENTECODE,
          Role.CONSULENT_VOORPORTAAL, NamingSystems.GEMEENTECODE,
          Role.FUNCTIONARIS_GEGEVENSBESCHERMING, NamingSystems.GEMEENTECODE,
          Role.ZORGCOORDINATOR, NamingSystems.AGB,
          Role.HUISHOUDELIJKE_HULP, NamingSystems.AGB);

  private final ClaimNames names;
  private final TrustedIssuers issuers;

  CallerConverter(ClaimNames names, TrustedIssuers issuers) {
    this.names = names;
    this.issuers = issuers;
  }

  @Override
  public AbstractAuthenticationToken convert(Jwt jwt) {
    try {
      return new CallerToken(issuers.require(caller(jwt)), jwt);
    } catch (IllegalArgumentException e) {
      throw new InvalidBearerTokenException(e.getMessage(), e);
    }
  }

  private Caller caller(Jwt jwt) {
    Role role = required(jwt, names.role(), Role::of);
    boolean personal = Caller.isPersonal(role);
    String patient =
        personal
            ? required(jwt, names.patient(), CallerConverter::id)
            : optional(jwt, names.patient(), CallerConverter::id);
    Scopes scopes = Scopes.of(scopes(jwt));
    return new Caller(
        required(jwt, "iss", Function.identity()),
        required(jwt, names.clientId(), Function.identity()),
        required(jwt, "sub", Function.identity()),
        role,
        personal ? null : required(jwt, names.organization(), text -> organization(role, text)),
        optional(jwt, names.fhirUser(), Function.identity()),
        patient,
        optional(jwt, names.purpose(), Purpose::of),
        patient == null ? scopes.withoutPatient() : scopes);
  }

  /** RFC 9068 has one string with spaces; some providers send a list. */
  private Collection<String> scopes(Jwt jwt) {
    Object claim = jwt.getClaim(names.scope());
    if (claim instanceof Collection<?> several) {
      return several.stream().map(String::valueOf).toList();
    }
    return claim instanceof String text ? List.of(text.split(" ")) : List.of();
  }

  private static <T> T required(Jwt jwt, String claim, Function<String, T> parse) {
    T value = optional(jwt, claim, parse);
    if (value == null) {
      throw new IllegalArgumentException("claim " + claim + " is missing");
    }
    return value;
  }

  private static <T> @Nullable T optional(Jwt jwt, String claim, Function<String, T> parse) {
    Object value = jwt.getClaim(claim);
    if (value == null) {
      return null;
    }
    if (!(value instanceof String text) || text.isBlank()) {
      throw new IllegalArgumentException("claim " + claim + " is not a text");
    }
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("claim " + claim + ": " + e.getMessage(), e);
    }
  }

  private static OrganizationIdentifier organization(Role role, String text) {
    OrganizationIdentifier organization = OrganizationIdentifier.parse(text);
    String system = SYSTEM.getOrDefault(role, organization.system());
    if (!system.equals(organization.system())) {
      throw new IllegalArgumentException("the role " + role.code() + " belongs to a " + system);
    }
    return organization;
  }

  private static String id(String text) {
    if (!text.matches("[A-Za-z0-9.-]{1,64}")) {
      throw new IllegalArgumentException("not a FHIR id");
    }
    return text;
  }

  private static final class CallerToken extends AbstractOAuth2TokenAuthenticationToken<Jwt> {
    private static final long serialVersionUID = 1;

    CallerToken(Caller caller, Jwt jwt) {
      super(jwt, caller, jwt, List.of());
      setAuthenticated(true);
    }

    @Override
    public Map<String, Object> getTokenAttributes() {
      return getToken().getClaims();
    }
  }
}
