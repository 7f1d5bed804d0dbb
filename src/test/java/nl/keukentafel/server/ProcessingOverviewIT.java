package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.List;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** {@code $processing-overview}: a client reads who holds what, who may see it and who did. */
@ServerTest
class ProcessingOverviewIT {
  @LocalServerPort int port;
  @Autowired RSAKey key;
  private Party lindehoven;
  private Party deLinde;
  private Party client;
  private String address;

  @BeforeEach
  void thereIsAClientWithHelp() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    String reference = NewClient.withHelp(lindehoven);
    client = new Tokens(key, port).client(reference.substring("Patient/".length()));
    address = reference + "/$processing-overview";
  }

  @Test
  void namesHolderReadersWithTheirArticleAndHowLong() {
    ParametersParameterComponent toewijzing = kind("toewijzing");

    assertThat(text(toewijzing, "herkomst")).isEqualTo("wmo-onderzoek");
    assertThat(reference(toewijzing, "controller").getReference())
        .isEqualTo("Organization/gemeente-lindehoven");
    assertThat(text(toewijzing, "retention")).contains("15 jaar", "5.3.4");
    assertThat(parts(toewijzing, "reader"))
        .extracting(each -> text(each, "role"))
        .contains("client", "wmo-consulent", "zorgcoordinator");
    ParametersParameterComponent aanbieder =
        parts(toewijzing, "reader").stream()
            .filter(each -> text(each, "role").equals("zorgcoordinator"))
            .findFirst()
            .orElseThrow();
    assertThat(reference(aanbieder, "organization").getReference())
        .isEqualTo("Organization/aanbieder-de-linde");
    assertThat(((Coding) part(aanbieder, "rule").getValue()).getCode()).startsWith("wmo-5.2.1");
    assertThat(text(aanbieder, "link")).startsWith("https://wetten.overheid.nl/");
  }

  @Test
  void theAanbiederIsNoReaderOfWhatTheLawHides() {
    assertThat(parts(kind("bsn"), "reader"))
        .extracting(each -> text(each, "role"))
        .contains("client", "wmo-consulent")
        .doesNotContain("ciz", "veilig-thuis");
  }

  @Test
  void countsWhoSawItAndWhen() {
    assertThat(times("toewijzing", "zorgcoordinator")).isZero();

    String patient = address.substring(0, address.indexOf("/$"));
    assertThat(deLinde.get("ServiceRequest?patient=" + patient).status()).isEqualTo(200);
    assertThat(deLinde.get("ServiceRequest?patient=" + patient).status()).isEqualTo(200);
    overview();

    assertThat(times("toewijzing", "zorgcoordinator")).isEqualTo(2);
    assertThat(parts(kind("toewijzing"), "seen"))
        .extracting(each -> text(each, "role"))
        .as("the overview itself shows nothing of it")
        .doesNotContain("client");
    assertThat(((InstantType) part(seen("toewijzing").get(0), "last").getValue()).getValue())
        .isNotNull();
  }

  @Test
  void isAPlainPageToo() {
    String patient = address.substring(0, address.indexOf("/$"));
    assertThat(deLinde.get("ServiceRequest?patient=" + patient).status()).isEqualTo(200);

    Party.Answer page = Party.answer(client.request(address).header("Accept", "text/html").GET());

    assertThat(page.status()).as(page.body()).isEqualTo(200);
    assertThat(page.http().headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/html");
    assertThat(page.body())
        .contains(
            "Wat er met uw gegevens gebeurt",
            "Burgerservicenummer",
            "Zorgcoördinator van Thuishulp De Linde",
            "artikel 5.3.4 lid 1",
            "1 keer, het laatst op")
        .doesNotContain("class=\"", "<script");
    ProperRefusal.of(
        Party.answer(client.request(address).header("Accept", "image/png").GET()), 406);
  }

  @Test
  void isForTheClientAlone() {
    ProperRefusal.of(lindehoven.get(address), 403);
    Party other = new Tokens(key, port).client(MevrouwT.ID);
    Party.Answer hidden = other.get(address);
    ProperRefusal.of(hidden, 404);
    assertThat(hidden.body()).isEqualTo(other.get("Patient/geen/$processing-overview").body());
  }

  private Parameters overview() {
    Party.Answer answer = client.get(address);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.as(Parameters.class);
  }

  private ParametersParameterComponent kind(String category) {
    return overview().getParameter().stream()
        .filter(each -> text(each, "informatiecategorie").equals(category))
        .findFirst()
        .orElseThrow();
  }

  private List<ParametersParameterComponent> seen(String category) {
    return parts(kind(category), "seen");
  }

  private int times(String category, String role) {
    return seen(category).stream()
        .filter(each -> text(each, "role").equals(role))
        .mapToInt(each -> ((PositiveIntType) part(each, "count").getValue()).getValue())
        .sum();
  }

  private static List<ParametersParameterComponent> parts(
      ParametersParameterComponent of, String name) {
    return of.getPart().stream().filter(each -> each.getName().equals(name)).toList();
  }

  private static ParametersParameterComponent part(ParametersParameterComponent of, String name) {
    return parts(of, name).get(0);
  }

  private static String text(ParametersParameterComponent of, String name) {
    return part(of, name).getValue().primitiveValue();
  }

  private static Reference reference(ParametersParameterComponent of, String name) {
    return (Reference) part(of, name).getValue();
  }
}
