package nl.keukentafel.identity.demo;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import nl.keukentafel.identity.BaseUrl;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AccessTokenResponseAuthenticationSuccessHandler;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * The only end points of Spring's authorization server that are open, and its rules for SMART.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/app-launch.html
 */
@Configuration(proxyBeanMethods = false)
@Profile("demo & !prod")
class AuthorizationDoor {
  private static final PathPatternRequestMatcher.Builder PATH =
      PathPatternRequestMatcher.withDefaults();

  private static final Set<String> FETCHED =
      Set.of("/oauth2/token", "/oauth2/jwks", "/.well-known/openid-configuration");

  private final AuthorizeRules people;
  private final SystemRules systems;
  private final PersonChoice choice;
  private final ClientAssertions assertions;

  AuthorizationDoor(
      DemoAccounts accounts, Represented represented, ClientAssertions assertions, BaseUrl base) {
    this.people = new AuthorizeRules(accounts, represented, base);
    this.systems = new SystemRules(accounts);
    this.choice = new PersonChoice(accounts, represented);
    this.assertions = assertions;
  }

  @Bean
  @Order(1)
  SecurityFilterChain authorizationServer(
      HttpSecurity http, DemoMetadata metadata, CorsConfigurationSource cors) throws Exception {
    return http.securityMatcher(
            new OrRequestMatcher(
                PATH.matcher("/oauth2/authorize"),
                PATH.matcher(ConsentPage.PATH),
                PATH.matcher(PersonChoice.PAGE),
                PATH.matcher("/oauth2/token"),
                PATH.matcher("/oauth2/jwks"),
                PATH.matcher("/.well-known/openid-configuration"),
                PATH.matcher("/login")))
        .with(
            OAuth2AuthorizationServerConfigurer.authorizationServer(),
            server ->
                server
                    .oidc(
                        oidc ->
                            oidc.providerConfigurationEndpoint(
                                document ->
                                    document.providerConfigurationCustomizer(metadata::openId)))
                    .clientAuthentication(
                        client ->
                            client
                                .authenticationConverter(assertions)
                                .authenticationProviders(
                                    each(
                                        JwtClientAssertionAuthenticationProvider.class,
                                        provider -> provider.setJwtDecoderFactory(assertions))))
                    .authorizationEndpoint(
                        authorize ->
                            authorize
                                .consentPage(ConsentPage.PATH)
                                .authorizationRequestConverter(people)
                                .authenticationProviders(
                                    each(
                                        OAuth2AuthorizationCodeRequestAuthenticationProvider.class,
                                        provider -> provider.setAuthenticationValidator(people)))
                                .errorResponseHandler(new AuthorizeErrors()))
                    .tokenEndpoint(
                        token ->
                            token
                                .accessTokenRequestConverter(systems)
                                .authenticationProviders(
                                    each(
                                        OAuth2ClientCredentialsAuthenticationProvider.class,
                                        provider -> provider.setAuthenticationValidator(systems)))
                                .accessTokenResponseHandler(tokenWithPatient())))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(PATH.matcher("/login"))
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .addFilterBefore(choice, LogoutFilter.class)
        .cors(
            pages ->
                pages.configurationSource(
                    request -> isForPages(request) ? cors.getCorsConfiguration(request) : null))
        .formLogin(form -> form.loginPage("/login"))
        .build();
  }

  /** What an app in a browser fetches itself; to the other pages it sends the person. */
  private static boolean isForPages(HttpServletRequest request) {
    return FETCHED.contains(request.getRequestURI());
  }

  private static AuthenticationSuccessHandler tokenWithPatient() {
    var handler = new OAuth2AccessTokenResponseAuthenticationSuccessHandler();
    handler.setAccessTokenResponseCustomizer(TokenClaims::repeatPatient);
    return handler;
  }

  private static <P> Consumer<List<AuthenticationProvider>> each(Class<P> type, Consumer<P> set) {
    return providers -> providers.stream().filter(type::isInstance).map(type::cast).forEach(set);
  }
}
