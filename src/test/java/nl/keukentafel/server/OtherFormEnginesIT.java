package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Form engines that others wrote work with the forms as they are: {@code src/test/js}. */
@ServerTest
@Tag("e2e")
class OtherFormEnginesIT {
  @TempDir static Path work;
  private static NodeProject engines;

  @LocalServerPort int port;
  @Autowired RSAKey key;

  @BeforeAll
  static void install() {
    engines = NodeProject.installedIn(work);
  }

  /**
   * Of a new client nothing is known, so that nothing is filled in: what has no condition shows.
   */
  @Test
  void lformsShowsEveryQuestionWithoutErrorWhenItIsToBeAsked() {
    String chromium = NodeProject.chromium();
    Party lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    String id = NewClient.of(lindehoven, "gemeente-lindehoven").replace("Patient/", "");
    List<String> forms =
        List.of(
            "keukentafelgesprek",
            "intake-aanbieder",
            "gesprek",
            "signaal",
            "calamiteit",
            "huiselijk-geweld");
    Stream<String> asked =
        Stream.of(
            "http://localhost:" + port + "/fhir",
            chromium,
            authorization(new Tokens(key, port).client(id)),
            id);

    JsonNode seen =
        engines.node("render.mjs", Stream.concat(asked, forms.stream()).toArray(String[]::new));

    assertThat(seen.findValues("conditional")).anyMatch(each -> !each.isEmpty());
    for (String form : forms) {
      JsonNode rendered = seen.get(form);
      Set<String> all = texts(rendered.get("asked"));
      Set<String> conditional = texts(rendered.get("conditional"));
      assertThat(texts(rendered.get("errors"))).as(form).isEmpty();
      assertThat(texts(rendered.get("first")))
          .as(form)
          .noneMatch(conditional::contains)
          .hasSize(all.size() - conditional.size());
      assertThat(texts(rendered.get("last"))).as(form).isEqualTo(all);
    }
  }

  static String authorization(Party party) {
    return party.request("").build().headers().firstValue("Authorization").orElseThrow();
  }

  private static Set<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.toSet());
  }
}
