package nl.keukentafel.identity.demo;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import nl.keukentafel.identity.BaseUrl;
import nl.keukentafel.identity.Representation;
import nl.keukentafel.identity.TokenRules;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsent;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
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
    return new InMemoryRegisteredClientRepository(
        Stream.concat(
                accounts.clients().stream().map(each -> system(each.id())),
                accounts.apps().stream().map(DemoIdentity::app))
            .toList());
  }

  private static RegisteredClient system(String id) {
    return client(id, ClientSettings.builder())
        .clientSecret("{noop}" + id)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .build();
  }

  /** Spring wants a redirect address here; {@link AuthorizeRules} decides which ones are good. */
  private static RegisteredClient app(DemoAccounts.App app) {
    RegisteredClient.Builder client =
        client(app.id(), ClientSettings.builder().requireAuthorizationConsent(true))
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .redirectUri("http://localhost/");
    return app.confidential()
        ? client
            .clientSecret("{noop}" + app.id())
            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
            .build()
        : client.clientAuthenticationMethod(ClientAuthenticationMethod.NONE).build();
  }

  private static RegisteredClient.Builder client(String id, ClientSettings.Builder settings) {
    return RegisteredClient.withId(id)
        .clientId(id)
        .clientSettings(
            settings
                .requireProofKey(true)
                // says of what kind an assertion is; ClientAssertions knows which ones are good
                .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.RS384)
                .build())
        .tokenSettings(
            TokenSettings.builder()
                .authorizationCodeTimeToLive(Duration.ofMinutes(1))
                .accessTokenTimeToLive(Duration.ofMinutes(15))
                .refreshTokenTimeToLive(Duration.ofDays(30))
                .reuseRefreshTokens(false)
                .build());
  }

  /** In the database, so that who may come back without signing in can do so after a restart. */
  @Bean
  OAuth2AuthorizationService demoLaunches(JdbcTemplate jdbc, RegisteredClientRepository clients) {
    new ResourceDatabasePopulator(new ClassPathResource("demo/launches.sql"))
        .execute(Objects.requireNonNull(jdbc.getDataSource()));
    return new JdbcOAuth2AuthorizationService(jdbc, clients);
  }

  /** Nothing is remembered: a person is asked at every launch. */
  @Bean
  OAuth2AuthorizationConsentService demoConsents() {
    return new OAuth2AuthorizationConsentService() {
      @Override
      public void save(OAuth2AuthorizationConsent consent) {}

      @Override
      public void remove(OAuth2AuthorizationConsent consent) {}

      @Override
      public @Nullable OAuth2AuthorizationConsent findById(String client, String person) {
        return null;
      }
    };
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
  SigningKeys signingKeys(Environment environment) throws IOException {
    return SigningKeys.in(data(environment));
  }

  @Bean
  RSAKey signingKey(SigningKeys keys) {
    return keys.current();
  }

  @Bean
  JWKSource<SecurityContext> verifyingKeys(SigningKeys keys) {
    return new ImmutableJWKSet<>(keys.all());
  }

  private static Path data(Environment environment) {
    return Path.of(environment.getProperty("keukentafel.data", "./data"));
  }

  @Bean
  JwtDecoder jwtDecoder(JWKSource<SecurityContext> keys, BaseUrl base) {
    DefaultJWTProcessor<SecurityContext> signature = new DefaultJWTProcessor<>();
    signature.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys));
    signature.setJWSTypeVerifier((type, context) -> {}); // TokenRules does
    signature.setJWTClaimsSetVerifier((claims, context) -> {}); // the same
    NimbusJwtDecoder decoder = new NimbusJwtDecoder(signature);
    decoder.setJwtValidator(TokenRules.of(base::origin, base));
    return decoder;
  }

  @Bean
  OAuth2TokenGenerator<OAuth2Token> tokens(RSAKey key, TokenClaims claims) {
    JwtGenerator signed =
        new JwtGenerator(new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key))));
    signed.setJwtCustomizer(claims);
    return new DelegatingOAuth2TokenGenerator(signed, new OfflineAccess());
  }

  @Bean
  Represented represented(Representation dossiers) {
    return new Represented(dossiers);
  }

  @Bean
  ClientAssertions clientAssertions(Environment environment, BaseUrl base, Clock clock) {
    return new ClientAssertions(data(environment), base, clock);
  }

  @Bean
  TokenClaims tokenClaims(DemoAccounts accounts, Represented represented, BaseUrl base) {
    return new TokenClaims(accounts, represented, base);
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
  ServletRegistrationBean<ChoicePage> choicePage(DemoAccounts accounts, Represented represented)
      throws IOException {
    return new ServletRegistrationBean<>(new ChoicePage(accounts, represented), PersonChoice.PAGE);
  }

  @Bean
  ServletRegistrationBean<ConsentPage> consentPage(
      DemoAccounts accounts, OAuth2AuthorizationService launches) throws IOException {
    return new ServletRegistrationBean<>(new ConsentPage(accounts, launches), ConsentPage.PATH);
  }

  @Bean
  DemoMetadata demoMetadata(BaseUrl base) {
    return new DemoMetadata(base);
  }
}
