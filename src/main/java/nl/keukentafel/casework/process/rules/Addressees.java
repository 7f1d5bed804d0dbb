package nl.keukentafel.casework.process.rules;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.judgement.Judge;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Who may be told what: a calamiteit is for the toezichthouder (Wmo 3.4), a suspicion of violence
 * for Veilig Thuis (Wmo 5.2.6), a signaal or klacht for gemeente and aanbieder, and nothing at all
 * for whom the law keeps out.
 */
final class Addressees implements ChangeRule {
  private static final Map<String, Role> AUTHORITIES =
      Map.of("calamiteit", Role.TOEZICHTHOUDER, "huiselijk-geweld", Role.VEILIG_THUIS);

  private final IFhirResourceDao<Organization> organizations;
  private final Dossiers dossiers;
  private final Judge judge;

  Addressees(IFhirResourceDao<Organization> organizations, Dossiers dossiers, Judge judge) {
    this.organizations = organizations;
    this.dossiers = dossiers;
    this.judge = judge;
  }

  @Override
  public void check(@Nullable Resource before, Resource after) {
    if (before == null && after instanceof Communication message) {
      message.getRecipient().forEach(recipient -> check(kinds(message), recipient));
    }
  }

  private static Set<String> kinds(Communication message) {
    return message.getCategory().stream()
        .flatMap(category -> category.getCoding().stream())
        .map(Coding::getCode)
        .collect(Collectors.toSet());
  }

  private void check(Set<String> kinds, Reference recipient) {
    Set<Role> roles = roles(recipient);
    roles.stream()
        .flatMap(role -> judge.refusedEverywhere(role).stream())
        .findFirst()
        .ifPresent(
            rule -> {
              throw Refusal.forbidden(rule);
            });
    boolean calamity = kinds.stream().anyMatch(AUTHORITIES::containsKey);
    boolean authority =
        AUTHORITIES.entrySet().stream()
            .anyMatch(each -> kinds.contains(each.getKey()) && roles.contains(each.getValue()));
    boolean concerned =
        dossiers
            .controller(recipient)
            .filter(each -> !calamity || each.kind() == Controller.Kind.AANBIEDER)
            .isPresent();
    if (!authority && !concerned) {
      throw Conflict.never(
          "Communication.recipient", "Dit bericht is niet voor deze ontvanger bedoeld.");
    }
  }

  private Set<Role> roles(Reference recipient) {
    IdType id = new IdType(recipient.getReference()).toUnqualifiedVersionless();
    if (!"Organization".equals(id.getResourceType())) {
      return Set.of();
    }
    List<CodeableConcept> types = organizations.read(id, new SystemRequestDetails()).getType();
    return types.stream()
        .flatMap(type -> type.getCoding().stream())
        .filter(coding -> Canonical.codeSystem("rol").equals(coding.getSystem()))
        .map(coding -> Role.of(coding.getCode()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
  }
}
