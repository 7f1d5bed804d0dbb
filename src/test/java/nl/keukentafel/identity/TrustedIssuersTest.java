package nl.keukentafel.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Set;
import nl.keukentafel.identity.TrustedIssuers.Issuer;
import nl.keukentafel.policy.Role;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** The issuers as they are configured. */
class TrustedIssuersTest {
  private static final String LIST = "keukentafel.identity.issuers";
  private static final String LINDEHOVEN =
      "https://w3id.org/keukentafel/fhir/NamingSystem/gemeentecode|9901";

  private final MockEnvironment environment = new MockEnvironment();

  @Test
  void readsWhoMaySpeakForWhom() {
    environment
        .withProperty(LIST + "[0].uri", "https://login.lindehoven.example")
        .withProperty(LIST + "[0].organizations[0]", LINDEHOVEN)
        .withProperty(LIST + "[0].roles[0]", "wmo-consulent")
        .withProperty(LIST + "[1].uri", "https://login.pgo.example")
        .withProperty(LIST + "[1].roles", "client, vertegenwoordiger");

    assertThat(TrustedIssuers.of(environment).all())
        .containsExactly(
            new Issuer(
                "https://login.lindehoven.example", Set.of(LINDEHOVEN), Set.of(Role.WMO_CONSULENT)),
            new Issuer(
                "https://login.pgo.example", Set.of(), Set.of(Role.CLIENT, Role.VERTEGENWOORDIGER)))
        .extracting(Issuer::isOfPeople)
        .containsExactly(false, true);
  }

  @Test
  void oneIssuerMaySpeakForAll() {
    environment.withProperty(TrustedIssuers.ONE_FOR_ALL, "https://login.example");

    assertThat(TrustedIssuers.of(environment).all())
        .containsExactly(new Issuer("https://login.example", Set.of(), Set.of()));
  }

  @Test
  void refusesAListThatSaysTooLittle() {
    environment.withProperty(LIST + "[0].uri", "https://login.example");
    assertThatIllegalStateException()
        .isThrownBy(() -> TrustedIssuers.of(environment))
        .withMessageContaining("roles");

    environment
        .withProperty(LIST + "[0].roles", "client")
        .withProperty(LIST + "[0].organizations", "9901");
    assertThatIllegalArgumentException().isThrownBy(() -> TrustedIssuers.of(environment));
  }

  @Test
  void refusesAnIssuerThatIsThereTwice() {
    for (String each : new String[] {"[0]", "[1]"}) {
      environment
          .withProperty(LIST + each + ".uri", "https://login.example")
          .withProperty(LIST + each + ".roles", "client");
    }

    assertThatIllegalStateException()
        .isThrownBy(() -> TrustedIssuers.of(environment))
        .withMessageContaining("twice");
  }
}
