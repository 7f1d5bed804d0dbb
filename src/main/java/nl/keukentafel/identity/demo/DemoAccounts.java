package nl.keukentafel.identity.demo;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;

/**
 * The systems, apps and people of {@code demo/accounts.yaml}.
 *
 * @param types what a person calls the resources of a type
 */
record DemoAccounts(
    List<Client> clients, List<App> apps, List<Person> people, Map<String, String> types) {
  /**
   * @param id client id, secret and id of the Organization, all in one
   * @param roles the first is the default
   */
  record Client(String id, OrganizationIdentifier organization, List<Role> roles) {}

  /**
   * @param confidential has a secret, which is its id, and may have a refresh token
   */
  record App(String id, String name, boolean confidential) {}

  /**
   * @param fhirUser absent for a representative, who is another in every dossier
   * @param relatedPersons who a representative is in the dossiers of clients
   */
  record Person(
      String username,
      String label,
      Role role,
      @Nullable OrganizationIdentifier organization,
      @Nullable String fhirUser,
      @Nullable String patient,
      List<String> relatedPersons) {
    Person {
      relatedPersons = relatedPersons == null ? List.of() : List.copyOf(relatedPersons);
    }
  }

  static DemoAccounts load() throws IOException {
    try (InputStream file = new ClassPathResource("demo/accounts.yaml").getInputStream()) {
      YAMLMapper yaml = new YAMLMapper();
      yaml.addMixIn(Role.class, ByCode.class);
      return yaml.readValue(file, DemoAccounts.class);
    }
  }

  Client client(String id) {
    return clients.stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  Optional<App> app(String id) {
    return apps.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** What a person calls a client. */
  String nameOf(String patient) {
    return people.stream()
        .filter(each -> patient.equals(each.patient()))
        .findFirst()
        .map(each -> each.label().replaceFirst(",.*", ""))
        .orElse(patient);
  }

  /** What a person calls a type, or all of them. */
  String nameOfType(String type) {
    return types.getOrDefault(type, type);
  }

  Person person(String username) {
    return people.stream()
        .filter(each -> each.username().equals(username))
        .findFirst()
        .orElseThrow();
  }

  private static final class ByCode {
    @JsonCreator
    static Role of(String code) {
      return Role.of(code);
    }
  }
}
