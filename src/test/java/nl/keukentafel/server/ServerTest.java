package nl.keukentafel.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import nl.keukentafel.Application;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test against the whole server. All of them share one server, with one fresh database per run:
 * H2, or PostgreSQL when {@code keukentafel.database} says so. Meneer Y's dossier belongs to the
 * story, so other tests write in that of mevrouw T.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(EveryRequestIsLogged.class)
@ContextConfiguration(initializers = ServerTest.FreshData.class)
@interface ServerTest {
  /** Where gemeente Westerbrug is told without asking; a test may listen there. */
  int PROVISIONED = ServerProcess.freePort();

  /** One folder per server; a random value in a property would be another at every reading. */
  final class FreshData implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    @Override
    public void initialize(ConfigurableApplicationContext server) {
      try {
        TestPropertyValues.of(
                "keukentafel.data=" + Files.createTempDirectory("keukentafel"),
                "management.server.port=0",
                "keukentafel.notify.provisioned[0].organization="
                    + Organisation.WESTERBRUG.identifier(),
                "keukentafel.notify.provisioned[0].endpoint=http://127.0.0.1:"
                    + PROVISIONED
                    + "/hook",
                "keukentafel.notify.afloop-months-of.9902=6",
                "keukentafel.schedule=false") // daily jobs are run by hand
            .applyTo(server);
        if ("postgres".equals(System.getProperty("keukentafel.database"))) {
          TestPropertyValues.of(
                  "spring.datasource.url="
                      + EmbeddedPostgres.start().getJdbcUrl("postgres", "postgres"),
                  "spring.datasource.username=postgres")
              .applyTo(server);
        }
        EveryRequestIsLogged.countAt(server);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
