package nl.keukentafel.access.dossier;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;

/**
 * Whose matter a resource is. A party is the client with who represents them, or an organisation;
 * it is written as in the label of what it owns.
 */
public final class Parties {
  /** By what somebody is a party, and in which roles they act then. */
  public enum Tie {
    CLIENT(Role.CLIENT, Role.VERTEGENWOORDIGER),
    /** The responsible college. */
    COLLEGE(Role.WMO_CONSULENT),
    /** Watches over the personal data in the responsible college (AVG 39). */
    OFFICER(Role.FUNCTIONARIS_GEGEVENSBESCHERMING),
    /** Engaged by this very toewijzing. */
    PERFORMER(Role.ZORGCOORDINATOR),
    /** The aanbieders that deliver to this client now. */
    AANBIEDER(Role.ZORGCOORDINATOR),
    /** Named in a consent. */
    NAMED(Role.ZORGCOORDINATOR),
    /** To whom a message was sent. */
    RECIPIENT(Role.TOEZICHTHOUDER);

    private final Set<Role> roles;

    Tie(Role... roles) {
      this.roles = Set.of(roles);
    }

    public boolean isOf(Role role) {
      return roles.contains(role);
    }
  }

  private final Dossiers dossiers;

  public Parties(Dossiers dossiers) {
    this.dossiers = dossiers;
  }

  /** The party that a caller acts for. */
  public static String of(Caller caller) {
    return Caller.isPersonal(caller.role())
        ? client(String.valueOf(caller.patient()))
        : organisation(Objects.requireNonNull(caller.organization()));
  }

  /** A college or an aanbieder as controller; any other as {@code oin-…}. */
  public static String organisation(OrganizationIdentifier identifier) {
    String naming = identifier.system();
    return Relations.controller(identifier)
        .map(Controller::tag)
        .orElseGet(() -> naming.substring(naming.lastIndexOf('/') + 1) + "-" + identifier.value());
  }

  private static String client(String patient) {
    return "client-" + patient;
  }

  /** Everybody who is so tied to the resource, as the dossier stands now. */
  public Set<String> to(Resource resource, Set<Tie> ties) {
    return ties.stream().flatMap(tie -> to(resource, tie)).collect(Collectors.toUnmodifiableSet());
  }

  private Stream<String> to(Resource resource, Tie tie) {
    return switch (tie) {
      case CLIENT -> Subjects.patientOf(resource).map(Parties::client).stream();
      case COLLEGE, OFFICER -> dossiers.collegeOf(resource).map(Controller::tag).stream();
      case PERFORMER ->
          resource instanceof ServiceRequest order
              ? order.getPerformer().stream().flatMap(this::organisation)
              : Stream.empty();
      case AANBIEDER ->
          Subjects.patientOf(resource).flatMap(dossiers::of).stream()
              .flatMap(dossier -> dossier.engaged().stream())
              .map(Controller::tag);
      case NAMED ->
          resource instanceof Consent consent
              ? consent.getProvision().getActor().stream()
                  .flatMap(actor -> organisation(actor.getReference()))
              : Stream.empty();
      case RECIPIENT ->
          resource instanceof Communication message
              ? message.getRecipient().stream().flatMap(this::organisation)
              : Stream.empty();
    };
  }

  private Stream<String> organisation(Reference organization) {
    return dossiers.identifiers(organization).map(Parties::organisation);
  }
}
