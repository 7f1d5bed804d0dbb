package nl.keukentafel.server;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import com.nimbusds.jose.jwk.RSAKey;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import nl.keukentafel.Application;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One running server with the dossier of mevrouw T: thirty observations, of which De Linde, engaged
 * to help her, may read twenty.
 */
record BenchedServer(ConfigurableApplicationContext application, Party asker) {
  static final int VISIBLE = 20;
  private static final int HIDDEN = 10;

  /**
   * @param more arguments, such as another database
   */
  static BenchedServer start(String... more) throws IOException {
    SpringApplication server = new SpringApplication(Application.class, PlainDoor.class);
    ConfigurableApplicationContext application =
        server.run(
            Stream.concat(
                    Stream.of(
                        "--server.port=0",
                        "--keukentafel.data=" + Files.createTempDirectory("keukentafel-benchmark")),
                    Stream.of(more))
                .toArray(String[]::new));
    tellHerStory(new Store(application.getBean(DaoRegistry.class)));
    int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    Party asker =
        new Tokens(application.getBean(RSAKey.class), port)
            .employee(Role.ZORGCOORDINATOR, NamingSystems.AGB + "|99000001", "Practitioner/z");
    return new BenchedServer(application, asker);
  }

  /** The arguments for a PostgreSQL of its own that waits for the disk, as in production. */
  static List<String> onPostgres() throws IOException {
    EmbeddedPostgres postgres =
        EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
    return List.of(
        "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
        "--spring.datasource.username=postgres");
  }

  private static void tellHerStory(Store store) {
    ServiceRequest order = MevrouwT.toewijzing();
    order.setId("benchmark-toewijzing");
    store.put(order, what(Category.TOEWIJZING, Herkomst.WMO_ONDERZOEK));
    for (int i = 0; i < VISIBLE + HIDDEN; i++) {
      Observation seen = MevrouwT.example(Observation.class, "wmo-functioneren");
      seen.setId("benchmark-" + i);
      seen.setPerformer(null);
      Herkomst from = i < VISIBLE ? Herkomst.WMO_ONDERZOEK : Herkomst.ZORGVERZEKERAAR;
      store.put(seen, what(Category.FUNCTIONEREN, from));
    }
  }

  private static DossierClass what(Category category, Herkomst herkomst) {
    return new DossierClass(Controller.college("9901"), category, herkomst);
  }
}
