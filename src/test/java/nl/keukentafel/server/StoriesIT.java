package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Every story of {@code fixtures/}: what its forms make, and what each reader finds in the verslag.
 */
@ServerTest
class StoriesIT {
  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired DaoRegistry daos;

  static Stream<Path> stories() {
    return Story.all();
  }

  @ParameterizedTest
  @MethodSource("stories")
  void makesWhatIsExpectedAndShowsEachReaderTheirOwn(Path folder) throws Exception {
    assertThat(folder.resolve("README.md")).isNotEmptyFile();
    Telling telling = new Telling(Story.in(folder), new Tokens(key, port)).tell();
    Goldens goldens = new Goldens(folder);
    goldens.name(telling.client(), "Patient/client");
    telling.names().forEach(goldens::name);

    goldens.made(telling.made().stream().map(this::stored).toList());

    Optional<String> verslag =
        telling.made().stream().filter(each -> each.startsWith("Composition/")).findFirst();
    if (verslag.isEmpty()) {
      return;
    }
    for (Map.Entry<String, Party> reader : telling.parties().entrySet()) {
      ReadVerslag read = new ReadVerslag(reader.getValue(), verslag.get());
      String page = read.page();
      goldens.compare("verslag-" + reader.getKey() + ".txt", page);
      if (List.of("client", "de-linde", "noord").contains(reader.getKey())
          && !page.startsWith("(")) {
        goldens.compare("pdf-" + reader.getKey() + ".txt", read.pdf());
      }
    }
  }

  private Resource stored(String reference) {
    IdType id = new IdType(reference);
    return (Resource)
        daos.getResourceDao(id.getResourceType()).read(id, new SystemRequestDetails());
  }
}
