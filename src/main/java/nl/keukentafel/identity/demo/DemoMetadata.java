package nl.keukentafel.identity.demo;

import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.keukentafel.identity.BaseUrl;
import nl.keukentafel.identity.SmartConfiguration;
import org.springframework.security.oauth2.server.authorization.oidc.OidcProviderConfiguration;

/** What the demo's authorization server can do, said to SMART apps and to OpenID Connect. */
final class DemoMetadata implements SmartConfiguration.Source {
  private static final List<String> GRANTS = List.of("authorization_code", "client_credentials");
  private static final List<String> CLIENT_AUTHENTICATION = List.of("client_secret_basic");
  private static final List<String> SCOPES =
      List.of(
          "openid",
          "fhirUser",
          "launch/patient",
          "patient/*.cruds",
          "user/*.cruds",
          "system/*.cruds");
  private static final List<String> CAPABILITIES =
      List.of(
          "launch-standalone",
          "client-public",
          "client-confidential-symmetric",
          "sso-openid-connect",
          "context-standalone-patient",
          "permission-patient",
          "permission-user",
          "permission-v2");
  // Spring also names end points that this server keeps shut
  private static final Set<String> OPENID_MEMBERS =
      Set.of(
          "issuer",
          "jwks_uri",
          "authorization_endpoint",
          "token_endpoint",
          "response_types_supported",
          "code_challenge_methods_supported",
          "subject_types_supported",
          "id_token_signing_alg_values_supported");

  private final BaseUrl base;

  DemoMetadata(BaseUrl base) {
    this.base = base;
  }

  @Override
  public Map<String, Object> members() {
    return Map.of(
        "issuer",
        base.origin(),
        "jwks_uri",
        base.origin() + "/oauth2/jwks",
        "authorization_endpoint",
        base.origin() + "/oauth2/authorize",
        "token_endpoint",
        base.origin() + "/oauth2/token",
        "grant_types_supported",
        GRANTS,
        "response_types_supported",
        List.of("code"),
        "token_endpoint_auth_methods_supported",
        CLIENT_AUTHENTICATION,
        "code_challenge_methods_supported",
        List.of("S256"),
        "scopes_supported",
        SCOPES,
        "capabilities",
        CAPABILITIES);
  }

  void openId(OidcProviderConfiguration.Builder document) {
    document
        .claims(members -> members.keySet().retainAll(OPENID_MEMBERS))
        .grantTypes(grants -> grants.addAll(GRANTS))
        .tokenEndpointAuthenticationMethods(methods -> methods.addAll(CLIENT_AUTHENTICATION))
        .scopes(scopes -> scopes.addAll(SCOPES));
  }
}
