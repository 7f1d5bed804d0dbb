package nl.keukentafel.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.parser.StrictErrorHandler;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import nl.keukentafel.access.answer.CheckStage;
import nl.keukentafel.access.answer.ErrorStage;
import nl.keukentafel.access.answer.LogStage;
import nl.keukentafel.access.dossier.FactsTable;
import nl.keukentafel.access.gate.GateStage;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Opening;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.search.NarrowStage;
import nl.keukentafel.audit.AuditEventEndpoint;
import nl.keukentafel.casework.CaseworkEndpoints;
import nl.keukentafel.casework.CaseworkStages;
import nl.keukentafel.conformance.ConformanceProviders;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.conformance.Validation;
import nl.keukentafel.identity.BaseUrl;
import nl.keukentafel.notify.Enrolment;
import nl.keukentafel.notify.Outbox;
import nl.keukentafel.notify.SubscriptionEndpoint;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The FHIR server at {@code /fhir}: what it serves, and the stages that every request passes. */
@Configuration(proxyBeanMethods = false)
class FhirEndpoint {
  private static final Set<String> WRITES = Set.of("create", "update", "delete");

  @Bean
  ServletRegistrationBean<RestfulServer> fhirServlet(RestfulServer server) {
    ServletRegistrationBean<RestfulServer> servlet =
        new ServletRegistrationBean<>(server, "/fhir/*");
    servlet.setLoadOnStartup(1);
    return servlet;
  }

  @Bean
  FilterRegistrationBean<BodyLimit> bodyLimit() {
    FilterRegistrationBean<BodyLimit> filter = new FilterRegistrationBean<>(new BodyLimit());
    filter.addUrlPatterns("/fhir/*");
    return filter;
  }

  /** Outside the security chain, whose refusals it logs. */
  @Bean
  FilterRegistrationBean<DoorLog> doorLog(LogStage log) {
    FilterRegistrationBean<DoorLog> filter = new FilterRegistrationBean<>(new DoorLog(log));
    filter.addUrlPatterns("/fhir/*");
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
    return filter;
  }

  @Bean
  Stages stages(
      GateStage gate,
      NarrowStage narrow,
      CheckStage check,
      Labeller labeller,
      FactsTable facts,
      Enrolment enrolment,
      CaseworkStages casework,
      Outbox outbox,
      LogStage log,
      ErrorStage error,
      IInterceptorService store) {
    Stages stages =
        new Stages(gate, narrow, check, labeller, facts, enrolment, casework, outbox, log, error);
    stages.register(store);
    return stages;
  }

  @Bean
  RestfulServer fhirServer(
      BaseUrl base,
      Stages stages,
      Capabilities capabilities,
      ConformanceProviders conformance,
      CaseworkEndpoints casework,
      SubscriptionEndpoint subscriptions,
      AuditEventEndpoint accessLog,
      List<ReadEndpoint<?>> stored,
      IFhirSystemDao<Bundle, Meta> store) {
    RestfulServer server = new RestfulServer(strict());
    server.setServerAddressStrategy((context, request) -> base.fhir());
    server.setDefaultResponseEncoding(EncodingEnum.JSON);
    server.setServerConformanceProvider(capabilities);
    stored.forEach(server::registerProvider);
    casework.all().forEach(server::registerProvider);
    server.registerProviders(subscriptions, accessLog);
    conformance.all().forEach(server::registerProvider);
    server.registerProvider(new SystemEndpoint(store));
    stages.register(server);
    return server;
  }

  /** What a caller sends is not dropped in silence: an element that does not exist gives 400. */
  private static FhirContext strict() {
    FhirContext strict = FhirContext.forR4();
    strict.setParserErrorHandler(new StrictErrorHandler());
    strict.getParserOptions().setAutoContainReferenceTargetsWithNoId(false); // as in Storage
    return strict;
  }

  @Bean
  Capabilities capabilities(
      Gate gate,
      ConformanceResources conformance,
      @Value("${keukentafel.version:development}") String version) {
    return new Capabilities(gate, conformance, version);
  }

  /** One endpoint per stored type; a form is received by its use case, and not simply created. */
  @Bean
  List<ReadEndpoint<?>> stored(
      Gate gate, DaoRegistry daos, MatchUrlService matchUrls, Validation validation) {
    return gate.stored().entrySet().stream()
        .<ReadEndpoint<?>>map(
            row ->
                endpoint(row.getValue(), daos.getResourceDao(row.getKey()), matchUrls, validation))
        .toList();
  }

  private static <R extends Resource> ReadEndpoint<R> endpoint(
      Opening opening, IFhirResourceDao<R> dao, MatchUrlService matchUrls, Validation validation) {
    boolean writes =
        dao.getResourceType() != QuestionnaireResponse.class
            && !Collections.disjoint(opening.allow().keySet(), WRITES);
    return writes
        ? new WriteEndpoint<>(dao, matchUrls, validation)
        : new ReadEndpoint<>(dao, matchUrls, validation);
  }
}
