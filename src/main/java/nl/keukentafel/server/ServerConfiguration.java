package nl.keukentafel.server;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The parts of this package. */
@Configuration(proxyBeanMethods = false)
@Import({Storage.class, FhirEndpoint.class, DemoRegistry.class, Welcome.class, Management.class})
public class ServerConfiguration {}
