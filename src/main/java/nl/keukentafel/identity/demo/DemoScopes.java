package nl.keukentafel.identity.demo;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.Scopes.Grant;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;

/**
 * Which scopes suit which kind of client, and what they get who ask for none.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
 */
final class DemoScopes {
  static final List<String> SIGN_IN = List.of("openid", "fhirUser", "launch/patient");
  static final String OFFLINE = "offline_access";
  private static final String ROLE = "wmo/";

  private DemoScopes() {}

  /** The role that a system picks with {@code wmo/<role>}. */
  static Optional<Role> role(Set<String> scopes) {
    return scopes.stream()
        .filter(scope -> scope.startsWith(ROLE))
        .map(scope -> Role.of(scope.substring(ROLE.length())))
        .findFirst();
  }

  /** A scope that only picks a role still needs something to do. */
  static Set<String> ofSystem(Set<String> asked) {
    Set<String> scopes = new LinkedHashSet<>(asked);
    if (asked.stream().allMatch(scope -> scope.startsWith(ROLE))) {
      scopes.add("system/*.cruds");
    }
    return scopes;
  }

  /** A public client gets no refresh token, so {@code offline_access} is left out. */
  static Set<String> ofPerson(
      Set<String> asked, DemoAccounts.@Nullable Person person, boolean confidential) {
    Set<String> scopes = new LinkedHashSet<>(asked);
    if (asked.isEmpty()) {
      scopes.addAll(SIGN_IN);
      scopes.add(
          person == null || Caller.isPersonal(person.role()) ? "patient/*.cruds" : "user/*.cruds");
    }
    if (!confidential) {
      scopes.remove(OFFLINE);
    }
    return scopes;
  }

  /**
   * @throws IllegalArgumentException naming the scope that this system may not have
   */
  static void check(Set<String> scopes, DemoAccounts.Client client) {
    if (scopes.stream().filter(scope -> scope.startsWith(ROLE)).count() > 1) {
      throw new IllegalArgumentException("only one scope wmo/<role> at a time");
    }
    for (String scope : scopes) {
      boolean suits =
          scope.startsWith(ROLE)
              ? client.roles().stream().anyMatch(role -> scope.equals(ROLE + role.code()))
              : Grant.parse(scope).level().equals("system");
      if (!suits) {
        throw new IllegalArgumentException("scope " + scope + " is not for client " + client.id());
      }
    }
  }

  /**
   * @param person absent as long as nobody has signed in
   * @throws IllegalArgumentException naming the scope that this person may not give
   */
  static void check(Set<String> scopes, DemoAccounts.@Nullable Person person) {
    for (String scope : scopes) {
      if (SIGN_IN.contains(scope) || scope.equals(OFFLINE)) {
        continue;
      }
      String level = Grant.parse(scope).level();
      if (level.equals("system")) {
        throw new IllegalArgumentException("scope " + scope + " is for system clients");
      }
      if (level.equals("patient") && person != null && !Caller.isPersonal(person.role())) {
        throw new IllegalArgumentException(
            "scope " + scope + " needs a patient, and this person is none; ask for user/");
      }
    }
  }
}
