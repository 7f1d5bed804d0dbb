package nl.keukentafel.identity;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationEntryPointFailureHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsConfigurationSource;

/** The doors of the server: which address is open, and who may pass the others. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@EnableConfigurationProperties({ClaimNames.class, DoorRules.class})
@ComponentScan
public class IdentityConfiguration {
  private static final String SMART = "/fhir/.well-known/smart-configuration";
  private static final String PUBLIC_TYPE =
      "/fhir/{type:StructureDefinition|Questionnaire|CodeSystem|ValueSet|ConceptMap"
          + "|SearchParameter|OperationDefinition|NamingSystem|Basic|CapabilityStatement}";
  // an id has no $ and no underscore, so neither an operation nor a history passes for one
  private static final String ID = "/{id:[A-Za-z0-9.-]+}";
  private static final String TERMINOLOGY =
      "/{operation:\\$expand|\\$lookup|\\$validate-code|\\$translate}";

  private static final String NOTHING =
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final PathPatternRequestMatcher.Builder PATH =
      PathPatternRequestMatcher.withDefaults();

  @Bean
  TrustedIssuers trustedIssuers(Environment environment) {
    return TrustedIssuers.of(environment);
  }

  /** For the doors that a page of another origin may knock on. */
  @Bean
  CorsConfigurationSource cors(DoorRules rules) {
    return rules.cors();
  }

  @Bean
  @Order(2)
  SecurityFilterChain fhirDoor(
      HttpSecurity http,
      CallerConverter callers,
      FhirRefusals refusals,
      DoorRules rules,
      CorsConfigurationSource cors)
      throws Exception {
    if (rules.requestsPerMinute() > 0) {
      http.addFilterBefore(
          new BadTokenLimit(rules.requestsPerMinute(), refusals),
          BearerTokenAuthenticationFilter.class);
      http.addFilterAfter(
          new RateLimit(rules.requestsPerMinute(), refusals),
          BearerTokenAuthenticationFilter.class);
    }
    return http.securityMatcher(PATH.matcher("/fhir/**"))
        .authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(
                        PATH.matcher(GET, "/fhir/metadata"),
                        PATH.matcher(GET, SMART),
                        PATH.matcher(GET, PUBLIC_TYPE),
                        PATH.matcher(GET, PUBLIC_TYPE + ID),
                        PATH.matcher(GET, PUBLIC_TYPE + TERMINOLOGY),
                        PATH.matcher(POST, PUBLIC_TYPE + TERMINOLOGY),
                        PATH.matcher(GET, PUBLIC_TYPE + ID + TERMINOLOGY),
                        PATH.matcher(POST, PUBLIC_TYPE + ID + TERMINOLOGY))
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .oauth2ResourceServer(
            bearer ->
                bearer
                    .jwt(jwt -> jwt.jwtAuthenticationConverter(callers))
                    .authenticationEntryPoint(refusals)
                    .withObjectPostProcessor(answerWhenIssuerIsAway(refusals)))
        .exceptionHandling(errors -> errors.authenticationEntryPoint(refusals))
        .cors(pages -> pages.configurationSource(cors))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(csp -> csp.policyDirectives(NOTHING))
                    .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)))
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(AbstractHttpConfigurer::disable)
        .build();
  }

  @Bean
  @Order(3)
  SecurityFilterChain otherDoors(HttpSecurity http, Environment environment) throws Exception {
    RequestMatcher management =
        request ->
            request.getLocalPort()
                == environment.getProperty("local.management.port", Integer.class, -1);
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers(management)
                    .permitAll() // who reaches that port is for the network to say
                    .requestMatchers(
                        PATH.matcher("/"),
                        PATH.matcher("/login"),
                        PATH.matcher("/error"),
                        PATH.matcher(GET, "/.well-known/jwks.json"),
                        PATH.matcher(GET, "/assets/**"))
                    .permitAll()
                    .anyRequest()
                    .denyAll())
        .csrf(forms -> forms.ignoringRequestMatchers(management)) // it takes JSON, and knows no one
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .build();
  }

  @Bean
  ServletRegistrationBean<SmartConfiguration> smartConfiguration(SmartConfiguration.Source source) {
    return new ServletRegistrationBean<>(new SmartConfiguration(source), SMART);
  }

  /** By default Spring throws when the keys cannot be fetched, and the caller would see a 500. */
  private static ObjectPostProcessor<BearerTokenAuthenticationFilter> answerWhenIssuerIsAway(
      FhirRefusals refusals) {
    AuthenticationEntryPointFailureHandler answer =
        new AuthenticationEntryPointFailureHandler(refusals);
    answer.setRethrowAuthenticationServiceException(false);
    return new ObjectPostProcessor<>() {
      @Override
      public <O extends BearerTokenAuthenticationFilter> O postProcess(O filter) {
        filter.setAuthenticationFailureHandler(answer);
        return filter;
      }
    };
  }
}
