package nl.keukentafel.identity.external;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import nl.keukentafel.identity.BaseUrl;
import nl.keukentafel.identity.TrustedIssuers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

class OpenIdProviderTest {
  private static final BaseUrl BASE = new BaseUrl(new MockEnvironment());

  private static HttpServer provider;
  private static String issuer;
  private static ECKey ec;
  private static RSAKey rsa;

  @BeforeAll
  static void startAProvider() throws IOException, JOSEException {
    ec = new ECKeyGenerator(Curve.P_384).keyID("ec").generate();
    rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer = "http://localhost:" + provider.getAddress().getPort();
    serve(
        "/.well-known/openid-configuration",
        """
        {"issuer": "%s", "jwks_uri": "%s/keys", "token_endpoint": "%s/token",
         "introspection_endpoint": "%s/introspect", "id_token_signing_alg_values_supported": ["RS512"]}
        """
            .replace("%s", issuer));
    serve("/keys", new JWKSet(List.of(ec, rsa)).toString());
    provider.start();
  }

  @AfterAll
  static void stopTheProvider() {
    provider.stop(0);
  }

  @Test
  void refusesToStartWithoutAnIssuer() {
    assertThatIllegalStateException()
        .isThrownBy(() -> provider(""))
        .withMessageContaining("spring.security.oauth2.resourceserver.jwt.issuer-uri")
        .withMessageContaining("demo");
  }

  @Test
  void acceptsBothPinnedAlgorithms() throws JOSEException {
    assertThat(decode(JWSAlgorithm.RS256, new RSASSASigner(rsa), "rsa").getSubject())
        .isEqualTo("iemand");
    assertThat(decode(JWSAlgorithm.ES384, new ECDSASigner(ec), "ec").getSubject())
        .isEqualTo("iemand");
  }

  @Test
  void refusesAnotherAlgorithmEvenIfTheProviderOffersIt() throws JOSEException {
    RSASSASigner signer = new RSASSASigner(rsa);

    assertThatExceptionOfType(BadJwtException.class)
        .isThrownBy(() -> decode(JWSAlgorithm.RS512, signer, "rsa"));
  }

  @Test
  void startsWhileTheProviderIsAwayAndFailsOnlyWhenAsked() {
    OpenIdProvider away = provider("http://localhost:1");
    String token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjEifQ.AA"; // its iss

    assertThatExceptionOfType(JwtException.class)
        .isThrownBy(() -> away.jwtDecoder(BASE).decode(token))
        .isNotInstanceOf(BadJwtException.class);
  }

  @Test
  void believesNobodyInTheNameOfAnIssuerThatItDoesNotTrust() {
    JwtDecoder decoder = provider("http://localhost:1").jwtDecoder(BASE);

    assertThatExceptionOfType(BadJwtException.class)
        .isThrownBy(() -> decoder.decode(signed(JWSAlgorithm.RS256, new RSASSASigner(rsa), "rsa")));
  }

  @Test
  void pointsAppsToTheProviderAndNoFurtherThanItKnows() {
    assertThat(provider(issuer).smartSource().members())
        .containsEntry("token_endpoint", issuer + "/token")
        .containsEntry("capabilities", List.of("permission-v2"))
        .doesNotContainKey("introspection_endpoint");
  }

  private static OpenIdProvider provider(String issuer) {
    return new OpenIdProvider(
        new TrustedIssuers(
            issuer.isEmpty()
                ? List.of()
                : List.of(new TrustedIssuers.Issuer(issuer, Set.of(), Set.of()))),
        new MockEnvironment());
  }

  private static Jwt decode(JWSAlgorithm algorithm, JWSSigner signer, String key)
      throws JOSEException {
    return provider(issuer).jwtDecoder(BASE).decode(signed(algorithm, signer, key));
  }

  private static String signed(JWSAlgorithm algorithm, JWSSigner signer, String key)
      throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID(key).type(new JOSEObjectType("at+jwt")).build(),
            new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(BASE.fhir())
                .subject("iemand")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                .build());
    token.sign(signer);
    return token.serialize();
  }

  private static void serve(String path, String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    provider.createContext(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }
}
