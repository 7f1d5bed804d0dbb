package nl.keukentafel.server;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.HealthContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.HealthEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.jdbc.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.JvmMetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.MetricsEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.SystemMetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.jdbc.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.servlet.ServletManagementContextAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Health, metrics and what operators can do, on a port of their own; without such a port there is
 * none of it, https://docs.spring.io/spring-boot/3.5/reference/actuator/.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("management.server.port")
@ImportAutoConfiguration({
  EndpointAutoConfiguration.class,
  WebEndpointAutoConfiguration.class,
  JacksonEndpointAutoConfiguration.class,
  ServletManagementContextAutoConfiguration.class,
  ManagementContextAutoConfiguration.class,
  HealthContributorAutoConfiguration.class,
  HealthEndpointAutoConfiguration.class,
  DataSourceHealthContributorAutoConfiguration.class,
  MetricsAutoConfiguration.class,
  CompositeMeterRegistryAutoConfiguration.class,
  SimpleMetricsExportAutoConfiguration.class,
  MetricsEndpointAutoConfiguration.class,
  JvmMetricsAutoConfiguration.class,
  SystemMetricsAutoConfiguration.class,
  DataSourcePoolMetricsAutoConfiguration.class
})
class Management {
  @Bean
  DispatcherServlet servesNothing() {
    return new DispatcherServlet();
  }

  /**
   * Boot makes that of the management port only when it finds one here; this one serves nothing.
   */
  @Bean
  ServletRegistrationBean<DispatcherServlet> noPages(DispatcherServlet servesNothing) {
    ServletRegistrationBean<DispatcherServlet> none =
        new ServletRegistrationBean<>(servesNothing, "/none");
    none.setEnabled(false);
    return none;
  }
}
