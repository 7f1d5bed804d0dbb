package nl.keukentafel.server;

import java.time.LocalDate;
import java.util.List;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CareTeam.CareTeamStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;

/** What can tie somebody to a client: what it means is stated here, what is stored follows. */
sealed interface Tie {
  /** As it is stored, without id and client. */
  Resource resource(LocalDate today);

  /**
   * When something holds.
   *
   * @param from days from today, like {@code until}; both days belong to it
   */
  record Term(@Nullable Integer from, @Nullable Integer until) {
    boolean isOver() {
      return until != null && until < 0;
    }

    boolean isNow() {
      return !isOver() && (from == null || from <= 0);
    }

    Period period(LocalDate today) {
      Period period = new Period();
      if (from != null) {
        period.setStartElement(new DateTimeType(today.plusDays(from).toString()));
      }
      if (until != null) {
        period.setEndElement(new DateTimeType(today.plusDays(until).toString()));
      }
      return period;
    }
  }

  record Toewijzing(Organisation aanbieder, ServiceRequestStatus status, Term term) implements Tie {
    boolean binds() {
      return status == ServiceRequestStatus.ACTIVE && !term.isOver();
    }

    /** A toewijzing that was never given is not over. */
    boolean isOver() {
      return !binds() && status != ServiceRequestStatus.DRAFT;
    }

    @Override
    public Resource resource(LocalDate today) {
      return new ServiceRequest()
          .setStatus(status)
          .setOccurrence(term.period(today))
          .addPerformer(new Reference(aanbieder.reference()));
    }
  }

  record Team(boolean active, String helper) implements Tie {
    @Override
    public Resource resource(LocalDate today) {
      CareTeam team = new CareTeam();
      team.addParticipant().setMember(new Reference(helper));
      return team.setStatus(active ? CareTeamStatus.ACTIVE : CareTeamStatus.INACTIVE);
    }
  }

  record Relative(boolean isMentor, boolean active, Term term) implements Tie {
    boolean represents() {
      return isMentor && active && term.isNow();
    }

    @Override
    public Resource resource(LocalDate today) {
      Coding mentor = new Coding(Canonical.codeSystem("vertegenwoordiging"), "mentor", null);
      Coding mantelzorger =
          new Coding("urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.23.1", "100001", null);
      return new RelatedPerson()
          .setActive(active)
          .addRelationship(new CodeableConcept(isMentor ? mentor : mantelzorger))
          .setPeriod(term.period(today));
    }
  }

  record Request(boolean forAdvice, TaskStatus status, Organisation owner) implements Tie {
    boolean isOpen() {
      return status != TaskStatus.COMPLETED
          && status != TaskStatus.CANCELLED
          && status != TaskStatus.DRAFT;
    }

    @Override
    public Resource resource(LocalDate today) {
      String kind = forAdvice ? "adviesaanvraag" : "aanvraag";
      return new Task()
          .setStatus(status)
          .setCode(new CodeableConcept(new Coding(Canonical.codeSystem("taaksoort"), kind, null)))
          .setOwner(new Reference(owner.reference()));
    }
  }

  record Permission(
      boolean active,
      boolean breaksSecrecy,
      boolean permits,
      Term term,
      List<Organisation> recipients,
      List<Herkomst> sources)
      implements Tie {
    boolean counts() {
      return active && breaksSecrecy && permits && term.isNow();
    }

    @Override
    public Resource resource(LocalDate today) {
      Consent consent = new Consent();
      String kind = breaksSecrecy ? "doorbreken-geheimhouding" : "opvragen";
      consent
          .setStatus(active ? ConsentState.ACTIVE : ConsentState.INACTIVE)
          .addCategory()
          .addCoding(new Coding(Canonical.codeSystem("toestemmingssoort"), kind, null));
      Consent.ProvisionComponent provision = consent.getProvision();
      provision
          .setType(permits ? ConsentProvisionType.PERMIT : ConsentProvisionType.DENY)
          .setPeriod(term.period(today));
      recipients.forEach(
          each -> provision.addActor().setReference(new Reference(each.reference())));
      sources.forEach(
          each ->
              provision
                  .addCode()
                  .addCoding(new Coding(Canonical.codeSystem("herkomst"), each.code(), null)));
      return consent;
    }
  }
}
