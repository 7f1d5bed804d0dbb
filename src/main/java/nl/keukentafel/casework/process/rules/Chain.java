package nl.keukentafel.casework.process.rules;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Contract.ContractStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The beschikkingen of a client as one chain: a besluit goes from state to state, and one that
 * takes the place of another ends it (Wmo 2.3.9, 2.3.10).
 */
final class Chain implements ChangeRule {
  private static final String REPLACES = Canonical.extension("vervangt");
  private static final Set<ContractStatus> IN_FORCE =
      EnumSet.of(ContractStatus.EXECUTED, ContractStatus.RENEWED, ContractStatus.DISPUTED);
  private static final Set<ContractStatus> TAKES_EFFECT =
      EnumSet.of(
          ContractStatus.EXECUTED,
          ContractStatus.RENEWED,
          ContractStatus.REVOKED,
          ContractStatus.TERMINATED);

  private final StatusTable states = StatusTable.load("besluit");
  private final IFhirResourceDao<Contract> decisions;

  Chain(IFhirResourceDao<Contract> decisions) {
    this.decisions = decisions;
  }

  @Override
  public void check(@Nullable Resource before, Resource after) {
    if (!(after instanceof Contract besluit)) {
      return;
    }
    states.require(
        before == null ? null : code((Contract) before), code(besluit), "Contract.status");
    Optional<String> replaced = replaced(besluit);
    if (before != null && !replaced.equals(replaced((Contract) before))) {
      throw Conflict.never(
          "Contract.extension", "Welk besluit een besluit vervangt, verandert niet meer.");
    }
    if (before == null && replaced.isPresent()) {
      Contract earlier = read(replaced.get());
      if (!Subjects.patientOf(earlier).equals(Subjects.patientOf(besluit))
          || !IN_FORCE.contains(earlier.getStatus())) {
        throw Conflict.of("Contract.extension", "Het besluit dat u wilt vervangen geldt niet.");
      }
    }
  }

  /** Once the later besluit takes effect, the earlier ends: on the day before, when it has one. */
  void follow(Resource written) {
    if (written instanceof Contract besluit && TAKES_EFFECT.contains(besluit.getStatus())) {
      replaced(besluit)
          .map(this::read)
          .filter(earlier -> IN_FORCE.contains(earlier.getStatus()))
          .ifPresent(earlier -> end(earlier, besluit));
    }
  }

  private void end(Contract earlier, Contract besluit) {
    earlier.setStatus(
        besluit.getStatus() == ContractStatus.REVOKED
            ? ContractStatus.REVOKED
            : ContractStatus.TERMINATED);
    String start = Deliveries.day(besluit.getApplies().getStartElement());
    String first = Deliveries.day(earlier.getApplies().getStartElement());
    if (start != null && start.length() == 10 && (first == null || first.compareTo(start) < 0)) {
      String last = LocalDate.parse(start).minusDays(1).toString();
      earlier.getApplies().setEndElement(new DateTimeType(last));
    }
    decisions.update(earlier, new SystemRequestDetails());
  }

  private static Optional<String> replaced(Contract besluit) {
    return Optional.ofNullable(besluit.getExtensionByUrl(REPLACES))
        .map(Extension::getValue)
        .map(Reference.class::cast)
        .map(Reference::getReference);
  }

  private Contract read(String reference) {
    return decisions.read(
        new IdType(reference).toUnqualifiedVersionless(), new SystemRequestDetails());
  }

  private static String code(Contract besluit) {
    return besluit.getStatus().toCode();
  }
}
