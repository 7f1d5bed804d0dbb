package nl.keukentafel.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import nl.keukentafel.conformance.Validation;
import nl.keukentafel.identity.BaseUrl;
import org.hl7.fhir.r4.model.Observation;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * HAPI without the stages, over the same store, in the same process, behind the same token: what
 * the stages do is the only difference with {@code /fhir}.
 */
@Configuration(proxyBeanMethods = false)
class PlainDoor {
  @Bean
  ServletRegistrationBean<RestfulServer> plainServlet(
      BaseUrl base, DaoRegistry daos, MatchUrlService matchUrls, Validation validation) {
    RestfulServer plain = new RestfulServer(FhirContext.forR4());
    plain.setServerAddressStrategy((context, request) -> base.fhir() + "/plain");
    plain.setDefaultResponseEncoding(EncodingEnum.JSON);
    plain.registerProvider(
        new ReadEndpoint<>(daos.getResourceDao(Observation.class), matchUrls, validation));
    ServletRegistrationBean<RestfulServer> servlet =
        new ServletRegistrationBean<>(plain, "/fhir/plain/*");
    servlet.setName("plain");
    return servlet;
  }
}
