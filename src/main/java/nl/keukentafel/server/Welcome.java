package nl.keukentafel.server;

import nl.keukentafel.identity.BaseUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/** Says where everything is, once the server is up. */
@Component
final class Welcome implements ApplicationListener<ApplicationReadyEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

  private final BaseUrl base;
  private final Environment environment;

  Welcome(BaseUrl base, Environment environment) {
    this.base = base;
    this.environment = environment;
  }

  @Override
  public void onApplicationEvent(ApplicationReadyEvent ready) {
    LOG.info("Keukentafel listens at {}", base.fhir());
    LOG.info("  capabilities   {}/metadata", base.fhir());
    LOG.info("  SMART          {}/.well-known/smart-configuration", base.fhir());
    if (environment.acceptsProfiles(Profiles.of("demo"))) {
      LOG.info("  sign in        {}/login   (demo people; password = username)", base.origin());
      LOG.info(
          "  tokens         {}/oauth2/token   (demo systems; secret = client id)", base.origin());
      LOG.info("  the story      fixtures/meneer-y/walk.sh");
    }
  }
}
