package nl.keukentafel.notify;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** What one can subscribe to: on which change it fires, and who may ask for it. */
enum Topic {
  TOEWIJZING("toewijzing", "ServiceRequest", Set.of(Role.ZORGCOORDINATOR)),
  BESCHIKKING(
      "beschikking", "Contract", Set.of(Role.CLIENT, Role.VERTEGENWOORDIGER, Role.WMO_CONSULENT)) {
    @Override
    boolean fires(@Nullable Resource before, Resource after) {
      return before == null || ((Contract) before).getStatus() != ((Contract) after).getStatus();
    }
  },
  VERSLAG(
      "verslag", "Composition", Set.of(Role.CLIENT, Role.VERTEGENWOORDIGER, Role.WMO_CONSULENT));

  private final String id;
  private final String type;
  private final Set<Role> subscribers;

  Topic(String id, String type, Set<Role> subscribers) {
    this.id = id;
    this.type = type;
    this.subscribers = subscribers;
  }

  static Optional<Topic> of(String canonical) {
    return Arrays.stream(values()).filter(each -> each.canonical().equals(canonical)).findFirst();
  }

  String canonical() {
    return Canonical.topic(id);
  }

  String id() {
    return id;
  }

  boolean isOpenTo(Role role) {
    return subscribers.contains(role);
  }

  boolean concerns(Resource resource) {
    return resource.fhirType().equals(type);
  }

  /**
   * @param before absent when the resource is new
   */
  boolean fires(@Nullable Resource before, Resource after) {
    return true;
  }
}
