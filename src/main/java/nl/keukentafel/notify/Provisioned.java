package nl.keukentafel.notify;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.identity.Scopes;
import nl.keukentafel.notify.subscription.Topic;
import nl.keukentafel.policy.Role;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An organisation in the registry that is told what the process demands, without asking for it.
 *
 * @param organization {@code system|value}, as in the registry
 * @param endpoint where it is told
 * @param topics ids; what the process demands of this kind of organisation when empty
 */
record Provisioned(String organization, String endpoint, @DefaultValue Set<String> topics) {
  private static final Set<Topic> GEMEENTE =
      Set.of(
          Topic.VERSLAG,
          Topic.ONDERSTEUNINGSPLAN,
          Topic.UITVOERING,
          Topic.SIGNAAL,
          Topic.WLZ_INDICATIE,
          Topic.AFLOOP,
          Topic.NOODGEVAL);
  private static final Set<Topic> AANBIEDER =
      Set.of(Topic.TOEWIJZING, Topic.WLZ_INDICATIE, Topic.AFLOOP);
  private static final Set<Topic> OTHER = Set.of(Topic.SIGNAAL);

  /** Judged as its own staff is: by the role to which such an organisation is told. */
  Caller caller(Topic topic) {
    OrganizationIdentifier identifier = OrganizationIdentifier.parse(organization);
    Role role =
        switch (identifier.system()) {
          case NamingSystems.GEMEENTECODE ->
              topic == Topic.NOODGEVAL ? Role.FUNCTIONARIS_GEGEVENSBESCHERMING : Role.WMO_CONSULENT;
          case NamingSystems.AGB -> Role.ZORGCOORDINATOR;
          default -> Role.TOEZICHTHOUDER;
        };
    return new Caller(
        "", "provisioned", organization, role, identifier, null, null, null, Scopes.of());
  }

  Stream<Topic> demanded() {
    Set<Topic> demanded =
        switch (OrganizationIdentifier.parse(organization).system()) {
          case NamingSystems.GEMEENTECODE -> GEMEENTE;
          case NamingSystems.AGB -> AANBIEDER;
          default -> OTHER;
        };
    return (topics.isEmpty()
            ? demanded
            : topics.stream().map(Topic::ofId).collect(Collectors.toUnmodifiableSet()))
        .stream().sorted();
  }
}
