package nl.keukentafel.identity.demo;

import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.keukentafel.identity.BaseUrl;
import nl.keukentafel.identity.SmartConfiguration;
import org.springframework.security.oauth2.server.authorization.oidc.OidcProviderConfiguration;

/** What the demo's authorization server can do, said to SMART apps and to OpenID Connect. */
final class DemoMetadata implements SmartConfiguration.Source {
  private static final List<String> GRANTS =
      List.of("authorization_code", "client_credentials", "refresh_token");
  private static final List<String> CLIENT_AUTHENTICATION =
      List.of("client_secret_basic", "private_key_jwt");
  private static final String SIGNING = "token_endpoint_auth_signing_alg_values_supported";
  private static final List<String> SCOPES =
      List.of(
          "openid",
          "fhirUser",
          "launch/patient",
          DemoScopes.OFFLINE,
          "patient/*.cruds",
          "user/*.cruds",
          "system/*.cruds");
  private static final List<String> CAPABILITIES =
      List.of(
          "launch-standalone",
          "client-public",
          "client-confidential-symmetric",
          "client-confidential-asymmetric",
          "sso-openid-connect",
          "context-standalone-patient",
          "permission-patient",
          "permission-offline",
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
    return Map.ofEntries(
        Map.entry("issuer", base.origin()),
        Map.entry("jwks_uri", base.origin() + "/oauth2/jwks"),
        Map.entry("authorization_endpoint", base.origin() + "/oauth2/authorize"),
        Map.entry("token_endpoint", base.origin() + "/oauth2/token"),
        Map.entry("grant_types_supported", GRANTS),
        Map.entry("response_types_supported", List.of("code")),
        Map.entry("token_endpoint_auth_methods_supported", CLIENT_AUTHENTICATION),
        Map.entry(SIGNING, ClientAssertions.ALGORITHMS),
        Map.entry("code_challenge_methods_supported", List.of("S256")),
        Map.entry("scopes_supported", SCOPES),
        Map.entry("capabilities", CAPABILITIES));
  }

  void openId(OidcProviderConfiguration.Builder document) {
    document
        .claims(members -> members.keySet().retainAll(OPENID_MEMBERS))
        .grantTypes(grants -> grants.addAll(GRANTS))
        .tokenEndpointAuthenticationMethods(methods -> methods.addAll(CLIENT_AUTHENTICATION))
        .claim(SIGNING, ClientAssertions.ALGORITHMS)
        .scopes(scopes -> scopes.addAll(SCOPES));
  }
}
