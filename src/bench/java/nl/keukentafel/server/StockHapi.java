package nl.keukentafel.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.dao.DaoSearchParamProvider;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.searchparam.registry.ISearchParamProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.util.List;
import nl.keukentafel.Application;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

/**
 * HAPI as it comes, behind the same door and the same token: its default settings (without full
 * text, as its starter), every search parameter of FHIR, no stage and no validation.
 */
@Configuration(proxyBeanMethods = false)
class StockHapi {
  /** Where its transactions are received, under {@code /fhir}. */
  static final String PATH = "stock";

  static ConfigurableApplicationContext start(String... arguments) {
    SpringApplication stock = new SpringApplication(Application.class, StockHapi.class);
    stock.setAllowBeanDefinitionOverriding(true);
    ConfigurableApplicationContext context = stock.run(arguments);
    IInterceptorService interceptors = context.getBean(IInterceptorService.class);
    interceptors.getAllRegisteredInterceptors().stream()
        .filter(each -> each.getClass().getName().startsWith("nl.keukentafel"))
        .toList()
        .forEach(interceptors::unregisterInterceptor);
    return context;
  }

  @Bean
  JpaStorageSettings jpaStorageSettings() {
    JpaStorageSettings settings = new JpaStorageSettings();
    settings.setHibernateSearchIndexFullText(false);
    settings.setHibernateSearchIndexSearchParams(false);
    settings.setSchedulingDisabled(true);
    return settings;
  }

  @Bean
  @Primary
  ISearchParamProvider searchParamProvider() {
    return new DaoSearchParamProvider();
  }

  @Bean
  SmartInitializingSingleton searchParametersInUse() {
    return () -> {};
  }

  @Bean
  SmartInitializingSingleton containedOnly() {
    return () -> {};
  }

  /** Hibernate's batches as HAPI sets them. */
  @Bean
  static BeanPostProcessor hibernateAsItComes() {
    return new BeanPostProcessor() {
      @Override
      public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof LocalContainerEntityManagerFactoryBean factory) {
          List.of("hibernate.jdbc.batch_size", "hibernate.order_inserts")
              .forEach(factory.getJpaPropertyMap()::remove);
        }
        return bean;
      }
    };
  }

  @Bean
  static BeanPostProcessor postgresConnections() {
    return new BeanPostProcessor() {};
  }

  @Bean
  ServletRegistrationBean<RestfulServer> stockServlet(IFhirSystemDao<Bundle, Meta> store) {
    RestfulServer server = new RestfulServer(FhirContext.forR4());
    server.registerProvider(new SystemEndpoint(store));
    ServletRegistrationBean<RestfulServer> servlet =
        new ServletRegistrationBean<>(server, "/fhir/" + PATH + "/*");
    servlet.setName(PATH);
    return servlet;
  }
}
