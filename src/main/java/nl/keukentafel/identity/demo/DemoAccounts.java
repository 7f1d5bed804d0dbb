package nl.keukentafel.identity.demo;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;

/** The systems and people of {@code demo/accounts.yaml}. */
record DemoAccounts(List<Client> clients, List<Person> people) {
  /**
   * @param id client id, secret and id of the Organization, all in one
   * @param roles the first is the default
   */
  record Client(String id, OrganizationIdentifier organization, List<Role> roles) {}

  record Person(
      String username,
      String label,
      Role role,
      @Nullable OrganizationIdentifier organization,
      String fhirUser,
      @Nullable String patient) {}

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
