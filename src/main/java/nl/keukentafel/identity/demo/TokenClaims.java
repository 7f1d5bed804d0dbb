package nl.keukentafel.identity.demo;

import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.identity.BaseUrl;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/** Adds to the demo's tokens who it is that they speak for. */
final class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {
  private final DemoAccounts accounts;
  private final Represented represented;
  private final BaseUrl base;

  TokenClaims(DemoAccounts accounts, Represented represented, BaseUrl base) {
    this.accounts = accounts;
    this.represented = represented;
    this.base = base;
  }

  @Override
  public void customize(JwtEncodingContext context) {
    String name = context.getPrincipal().getName();
    Set<String> scopes = context.getAuthorizedScopes();
    JwtClaimsSet.Builder claims = context.getClaims();
    if (!OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
      if (scopes.contains("fhirUser")) {
        claims.claim("fhirUser", dossier(context, accounts.person(name)).fhirUser());
      }
      return;
    }
    claims
        .audience(new ArrayList<>(List.of(base.fhir()))) // of a kind that can be read back
        .claim("client_id", context.getRegisteredClient().getClientId())
        .claim("scope", String.join(" ", scopes));
    if (context.getAuthorizationGrantType().equals(AuthorizationGrantType.CLIENT_CREDENTIALS)) {
      DemoAccounts.Client client = accounts.client(name);
      Role role = DemoScopes.role(scopes).orElse(client.roles().get(0));
      who(claims, role, client.organization(), "Organization/" + client.id(), null);
    } else {
      DemoAccounts.Person person = accounts.person(name);
      Represented.Context dossier = dossier(context, person);
      who(
          claims,
          person.role(),
          person.organization(),
          dossier.fhirUser(),
          dossier.patient().orElse(null));
    }
  }

  /** Asked again for every token, so that the end of a representation is the end of its tokens. */
  private Represented.Context dossier(JwtEncodingContext context, DemoAccounts.Person person) {
    OAuth2Authorization launch = context.getAuthorization();
    OAuth2AuthorizationRequest asked =
        launch == null ? null : launch.getAttribute(OAuth2AuthorizationRequest.class.getName());
    return represented
        .contextOf(person, Represented.chosenIn(asked))
        .orElseThrow(
            () ->
                new OAuth2AuthenticationException(
                    new OAuth2Error(
                        OAuth2ErrorCodes.INVALID_GRANT,
                        "this person does not represent the client any more",
                        null)));
  }

  /** Says the patient beside the token too, where a SMART app looks for it. */
  static void repeatPatient(OAuth2AccessTokenAuthenticationContext context) {
    OAuth2AccessTokenAuthenticationToken issued = context.getAuthentication();
    try {
      String token = issued.getAccessToken().getTokenValue();
      String patient = JWTParser.parse(token).getJWTClaimsSet().getStringClaim("patient");
      if (patient != null) {
        Map<String, Object> members = new HashMap<>(issued.getAdditionalParameters());
        members.put("patient", patient);
        context.getAccessTokenResponse().additionalParameters(members);
      }
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void who(
      JwtClaimsSet.Builder claims,
      Role role,
      @Nullable OrganizationIdentifier organization,
      String fhirUser,
      @Nullable String patient) {
    claims.claim("role", role.code()).claim("fhirUser", fhirUser);
    Optional.ofNullable(organization).ifPresent(it -> claims.claim("organization", it.toString()));
    Optional.ofNullable(patient).ifPresent(it -> claims.claim("patient", it));
  }
}
