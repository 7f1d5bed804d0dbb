package nl.keukentafel.web;

import java.io.IOException;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pages, each at its address. */
@Configuration(proxyBeanMethods = false)
public class WebConfiguration {
  /** The empty pattern is the root alone, not everything below it. */
  @Bean
  ServletRegistrationBean<StartPage> startPage() throws IOException {
    return new ServletRegistrationBean<>(new StartPage(), "");
  }
}
