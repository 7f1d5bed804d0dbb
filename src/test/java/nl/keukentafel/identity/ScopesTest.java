package nl.keukentafel.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import nl.keukentafel.identity.Scopes.Grant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {
  @Test
  void allowOnlyTheNamedTypeAndInteractions() {
    Scopes scopes = Scopes.of("patient/Composition.rs");

    assertThat(scopes.allows("Composition", Interaction.READ)).isTrue();
    assertThat(scopes.allows("Composition", Interaction.SEARCH)).isTrue();
    assertThat(scopes.allows("Composition", Interaction.CREATE)).isFalse();
    assertThat(scopes.allows("CarePlan", Interaction.READ)).isFalse();
  }

  @Test
  void allowEveryTypeForAStar() {
    assertThat(Scopes.of("user/*.cruds").allows("Task", Interaction.DELETE)).isTrue();
  }

  @Test
  void addUp() {
    Scopes scopes = Scopes.of("openid", "system/Task.r", "system/Task.u");

    assertThat(scopes.allows("Task", Interaction.READ)).isTrue();
    assertThat(scopes.allows("Task", Interaction.UPDATE)).isTrue();
    assertThat(scopes.allows("Task", Interaction.SEARCH)).isFalse();
  }

  @Test
  void allowNothingWhenNoneIsUnderstood() {
    Scopes scopes = Scopes.of("profile", "wmo/ciz", "patient/*.read", "patient/Task.rs?code=x");

    assertThat(scopes.grants()).isEmpty();
  }

  @Test
  void reachNobodyThroughPatientScopesWithoutAPatient() {
    Scopes scopes = Scopes.of("patient/*.cruds", "user/Task.r").withoutPatient();

    assertThat(scopes.allows("Task", Interaction.READ)).isTrue();
    assertThat(scopes.allows("Patient", Interaction.READ)).isFalse();
  }

  @Test
  void refuseAFinerScopeByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Grant.parse("patient/Observation.rs?category=laboratory"))
        .withMessageContaining("patient/Observation.rs?category=laboratory")
        .withMessageContaining("search parameters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "patient/*.read",
        "patient/*.",
        "patient/*.sr",
        "patient/*.rr",
        "practitioner/*.r",
        "patient/task.r",
        "patient/.r",
        "user",
        ""
      })
  void refuseWhatIsNoSmartTwoScope(String scope) {
    assertThatIllegalArgumentException().isThrownBy(() -> Grant.parse(scope));
  }
}
