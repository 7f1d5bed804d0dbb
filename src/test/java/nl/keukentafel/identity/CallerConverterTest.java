package nl.keukentafel.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

class CallerConverterTest {
  private static final ClaimNames NAMES =
      new ClaimNames(
          "client_id", "scope", "role", "organization", "fhirUser", "patient", "purpose");

  private TrustedIssuers issuers = new TrustedIssuers(List.of());

  private final Map<String, Object> claims =
      new HashMap<>(
          Map.of(
              "iss", "http://localhost:8080",
              "sub", "consulent",
              "client_id", "pgo-demo",
              "role", "wmo-consulent",
              "organization", NamingSystems.GEMEENTECODE + "|9901",
              "fhirUser", "PractitionerRole/consulent",
              "purpose", "onderzoek",
              "scope", "openid user/*.rs"));

  @Test
  void readsEveryClaim() {
    assertThat(caller())
        .isEqualTo(
            new Caller(
                "http://localhost:8080",
                "pgo-demo",
                "consulent",
                Role.WMO_CONSULENT,
                new OrganizationIdentifier(NamingSystems.GEMEENTECODE, "9901"),
                "PractitionerRole/consulent",
                null,
                Purpose.ONDERZOEK,
                Scopes.of("user/*.rs")));
  }

  @ParameterizedTest
  @CsvSource({
    "wmo-consulent, gemeentecode|9901, true",
    "wmo-consulent, gemeentecode|9902, false",
    "consulent-voorportaal, gemeentecode|9901, false",
    "client, '', false"
  })
  void anIssuerSpeaksForItsOwn(String role, String organization, boolean may) {
    issuers =
        new TrustedIssuers(
            List.of(
                new TrustedIssuers.Issuer(
                    "http://localhost:8080",
                    Set.of(NamingSystems.GEMEENTECODE + "|9901"),
                    Set.of(Role.WMO_CONSULENT))));
    claims.put("role", role);
    claims.put("organization", NamingSystems.GEMEENTECODE.replace("gemeentecode", organization));
    claims.put("patient", "meneer-y");

    if (may) {
      assertThat(caller().role().code()).isEqualTo(role);
    } else {
      assertThatExceptionOfType(InvalidBearerTokenException.class)
          .isThrownBy(this::caller)
          .withMessageContaining("may not speak for");
    }
  }

  @Test
  void aRoleBelongsToItsKindOfOrganisation() {
    claims.put("role", "zorgcoordinator");

    assertThatExceptionOfType(InvalidBearerTokenException.class)
        .isThrownBy(this::caller)
        .withMessageContaining("organization");
  }

  @Test
  void leavesOutWhatMayBeAbsent() {
    claims.keySet().removeAll(List.of("fhirUser", "purpose", "scope"));

    assertThat(caller().fhirUser()).isNull();
    assertThat(caller().purpose()).isNull();
    assertThat(caller().scopes().grants()).isEmpty();
  }

  @Test
  void readsScopesFromAListToo() {
    claims.put("scope", List.of("openid", "user/Task.r"));

    assertThat(caller().scopes()).isEqualTo(Scopes.of("user/Task.r"));
  }

  @Test
  void ignoresPatientScopesWithoutAPatient() {
    claims.put("scope", "patient/*.cruds");

    assertThat(caller().scopes().grants()).isEmpty();
  }

  @Test
  void letsAClientActForNoOrganisation() {
    claims.putAll(Map.of("role", "client", "patient", "meneer-y"));

    assertThat(caller().organization()).isNull();
    assertThat(caller().patient()).isEqualTo("meneer-y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "vertegenwoordiger"})
  void refusesAPersonalRoleWithoutAPatient(String role) {
    claims.put("role", role);

    refuses("claim patient is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "sub", "client_id", "role", "organization"})
  void refusesATokenWithout(String claim) {
    claims.remove(claim);

    refuses("claim " + claim + " is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "role, burgemeester",
    "role, WMO_CONSULENT",
    "organization, 9901",
    "organization, |9901",
    "organization, system|",
    "organization, a|b|c",
    "patient, Patient/meneer-y",
    "patient, ../x",
    "purpose, nieuwsgierigheid",
    "fhirUser, ' '"
  })
  void refusesAGarbledClaimByName(String claim, String value) {
    claims.put(claim, value);

    refuses("claim " + claim);
  }

  @Test
  void refusesSeveralRolesAtOnce() {
    claims.put("role", List.of("wmo-consulent", "client"));

    refuses("claim role is not a text");
  }

  @Test
  void findsClaimsUnderOtherNames() {
    claims.put("azp", "portaal");
    claims.put("urn:rol", "zorgcoordinator");
    claims.put("organization", NamingSystems.AGB + "|99000001");
    claims.remove("role");
    CallerConverter converter =
        new CallerConverter(
            new ClaimNames(
                "azp", "scope", "urn:rol", "organization", "fhirUser", "patient", "purpose"),
            issuers);

    Caller caller = (Caller) converter.convert(jwt()).getPrincipal();

    assertThat(caller.role()).isEqualTo(Role.ZORGCOORDINATOR);
    assertThat(caller.clientId()).isEqualTo("portaal");
  }

  private Caller caller() {
    return (Caller) new CallerConverter(NAMES, issuers).convert(jwt()).getPrincipal();
  }

  private void refuses(String message) {
    assertThatExceptionOfType(InvalidBearerTokenException.class)
        .isThrownBy(this::caller)
        .withMessageStartingWith(message);
  }

  private Jwt jwt() {
    return Jwt.withTokenValue("token")
        .header("alg", "RS256")
        .claims(it -> it.putAll(claims))
        .build();
  }
}
