package nl.keukentafel.identity.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import nl.keukentafel.identity.BaseUrl;
import nl.keukentafel.identity.TokenRules;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** The parts of the demo's authorization server; {@link AuthorizationDoor} puts them to work. */
@Configuration(proxyBeanMethods = false)
@Profile("demo & !prod")
class DemoIdentity {
  @Bean
  DemoAccounts demoAccounts() throws IOException {
    return DemoAccounts.load();
  }

  @Bean
  RegisteredClientRepository demoClients(DemoAccounts accounts) {
    List<RegisteredClient> clients = new ArrayList<>();
    accounts.clients().forEach(each -> clients.add(system(each.id())));
    clients.add(app());
    return new InMemoryRegisteredClientRepository(clients);
  }

  private static RegisteredClient system(String id) {
    return client(id)
        .clientSecret("{noop}" + id)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .build();
  }

  /** Spring wants a redirect address here; {@link AuthorizeRules} decides which ones are good. */
  private static RegisteredClient app() {
    return client("pgo-demo")
        .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .redirectUri("http://localhost/")
        .build();
  }

  private static RegisteredClient.Builder client(String id) {
    return RegisteredClient.withId(id)
        .clientId(id)
        .clientSettings(ClientSettings.builder().requireProofKey(true).build())
        .tokenSettings(
            TokenSettings.builder()
                .authorizationCodeTimeToLive(Duration.ofMinutes(1))
                .accessTokenTimeToLive(Duration.ofMinutes(15))
                .build());
  }

  @Bean
  UserDetailsService demoPeople(DemoAccounts accounts) {
    return new InMemoryUserDetailsManager(
        accounts.people().stream().map(DemoIdentity::withNameAsPassword).toList());
  }

  private static UserDetails withNameAsPassword(DemoAccounts.Person person) {
    return User.withUsername(person.username()).password("{noop}" + person.username()).build();
  }

  @Bean
  RSAKey signingKey(Environment environment) throws IOException {
    return SigningKey.in(Path.of(environment.getProperty("keukentafel.data", "./data")));
  }

  @Bean
  JWKSource<SecurityContext> signingKeys(RSAKey key) {
    return new ImmutableJWKSet<>(new JWKSet(key));
  }

  @Bean
  JwtDecoder jwtDecoder(RSAKey key, BaseUrl base) throws JOSEException {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withPublicKey(key.toRSAPublicKey())
            .signatureAlgorithm(SignatureAlgorithm.RS256)
            .validateType(false) // TokenRules does
            .build();
    decoder.setJwtValidator(TokenRules.of(base::origin, base));
    return decoder;
  }

  @Bean
  TokenClaims tokenClaims(DemoAccounts accounts, BaseUrl base) {
    return new TokenClaims(accounts, base);
  }

  /** At a random port the issuer is read from the request instead. */
  @Bean
  AuthorizationServerSettings authorizationServerSettings(BaseUrl base) {
    AuthorizationServerSettings.Builder settings = AuthorizationServerSettings.builder();
    String origin = base.fixed();
    return (origin == null ? settings : settings.issuer(origin)).build();
  }

  @Bean
  ServletRegistrationBean<SignInPage> signInPage(DemoAccounts accounts) throws IOException {
    return new ServletRegistrationBean<>(new SignInPage(accounts), "/login");
  }

  @Bean
  DemoMetadata demoMetadata(BaseUrl base) {
    return new DemoMetadata(base);
  }
}
