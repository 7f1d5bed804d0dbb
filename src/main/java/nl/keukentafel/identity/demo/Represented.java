package nl.keukentafel.identity.demo;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nl.keukentafel.identity.Representation;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** The clients of a representative, and who the representative is in the dossier of each. */
record Represented(Representation dossiers) {
  /** The member of an authorization request that holds the chosen client; no app can set it. */
  static final String PATIENT = "patient";

  /** RelatedPerson by client; empty for anybody else. */
  Map<String, String> by(DemoAccounts.Person person) {
    Map<String, String> clients = new TreeMap<>();
    if (person.role() == Role.VERTEGENWOORDIGER) {
      for (String self : person.relatedPersons()) {
        dossiers.clientOf(self).ifPresent(client -> clients.put(client, self));
      }
    }
    return clients;
  }

  /**
   * In whose dossier somebody acts, and as whom.
   *
   * @param chosen the client that a representative chose, or had before
   * @return empty for a representative who represents nobody, or no longer the one that was chosen
   */
  Optional<Context> contextOf(DemoAccounts.Person person, Optional<String> chosen) {
    if (person.role() != Role.VERTEGENWOORDIGER) {
      return Optional.ofNullable(person.fhirUser())
          .map(self -> new Context(self, Optional.ofNullable(person.patient())));
    }
    Map<String, String> clients = by(person);
    return chosen
        .or(() -> clients.size() == 1 ? clients.keySet().stream().findFirst() : Optional.empty())
        .flatMap(
            client ->
                Optional.ofNullable(clients.get(client))
                    .map(self -> new Context(self, Optional.of(client))));
  }

  static Optional<String> chosenIn(@Nullable OAuth2AuthorizationRequest request) {
    return Optional.ofNullable(request)
        .map(asked -> (String) asked.getAdditionalParameters().get(PATIENT));
  }

  /**
   * The context of a token.
   *
   * @param fhirUser who acts
   * @param patient absent for a professional
   */
  record Context(String fhirUser, Optional<String> patient) {}
}
