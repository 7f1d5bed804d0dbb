package nl.keukentafel.access.dossier;

import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.Day;
import nl.keukentafel.policy.Coded;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CareTeam.CareTeamStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.OrganizationAffiliation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a resource states about who is who: in one dossier, or (a mandaat) for a whole gemeente.
 *
 * @param party reference of the organisation or person that it is about
 * @param active as far as the status of the resource goes
 * @param from absent when it holds from the start
 * @param until the last day, month or year; absent when it has no end
 * @param sources of the data that a consent is about
 */
public record Fact(
    Kind kind,
    String party,
    boolean active,
    @Nullable Instant from,
    @Nullable String until,
    Set<Herkomst> sources) {

  enum Kind implements Coded {
    COLLEGE,
    TOEWIJZING,
    HULP,
    VERTEGENWOORDIGER,
    AANVRAAG,
    ADVIESAANVRAAG,
    MANDAAT,
    MELDING,
    TOESTEMMING
  }

  /** Whoever has such a task still has to do something. */
  public static final Set<TaskStatus> OPEN =
      EnumSet.of(
          TaskStatus.REQUESTED,
          TaskStatus.RECEIVED,
          TaskStatus.ACCEPTED,
          TaskStatus.READY,
          TaskStatus.INPROGRESS,
          TaskStatus.ONHOLD);

  /** Who was only thought of, or by mistake, delivers nothing and never did. */
  private static final Set<ServiceRequestStatus> NEVER_GIVEN =
      EnumSet.of(
          ServiceRequestStatus.DRAFT,
          ServiceRequestStatus.ENTEREDINERROR,
          ServiceRequestStatus.UNKNOWN);

  boolean holdsOn(LocalDate today, Instant now) {
    return active
        && (from == null || !from.isAfter(now))
        && (until == null || until.compareTo(today.toString().substring(0, until.length())) >= 0);
  }

  /** What a resource states now; a change replaces it. */
  static Stream<Fact> in(Resource resource) {
    if (resource instanceof Patient client) {
      return of(Kind.COLLEGE, true, new Period(), client.getManagingOrganization());
    }
    if (resource instanceof ServiceRequest order && !NEVER_GIVEN.contains(order.getStatus())) {
      // it binds from the day it is given, before its first day of help (Wmo 5.2.1 lid 2)
      Period untilItsEnd =
          order.hasOccurrencePeriod()
              ? order.getOccurrencePeriod().copy().setStart(null)
              : new Period();
      boolean active = order.getStatus() == ServiceRequestStatus.ACTIVE;
      return order.getPerformer().stream()
          .flatMap(performer -> of(Kind.TOEWIJZING, active, untilItsEnd, performer));
    }
    if (resource instanceof CareTeam team && team.getStatus() == CareTeamStatus.ACTIVE) {
      return team.getParticipant().stream()
          .flatMap(each -> of(Kind.HULP, true, each.getPeriod(), each.getMember()));
    }
    if (resource instanceof RelatedPerson person && person.getActive()) {
      // a mantelzorger is a RelatedPerson too; only a representative has such a relationship
      return has(person.getRelationship(), "vertegenwoordiging", null)
          ? of(
              Kind.VERTEGENWOORDIGER,
              true,
              person.getPeriod(),
              new Reference(Subjects.reference(person)))
          : Stream.empty();
    }
    if (resource instanceof Task task && OPEN.contains(task.getStatus())) {
      return Stream.of(Kind.AANVRAAG, Kind.ADVIESAANVRAAG)
          .filter(kind -> has(List.of(task.getCode()), "taaksoort", kind.code()))
          .flatMap(kind -> of(kind, true, new Period(), task.getOwner()));
    }
    if (resource instanceof OrganizationAffiliation agreement) {
      return Stream.of("mandaat", "verwerkersovereenkomst")
          .filter(form -> has(agreement.getCode(), "samenwerkingsvorm", form))
          .flatMap(
              form ->
                  of(
                      Kind.MANDAAT,
                      agreement.getActive(),
                      agreement.getPeriod(),
                      agreement.getParticipatingOrganization()));
    }
    if (resource instanceof Communication message
        && message.getStatus() != CommunicationStatus.ENTEREDINERROR
        && Stream.of("calamiteit", "huiselijk-geweld")
            .anyMatch(kind -> has(message.getCategory(), "berichtsoort", kind))) {
      return message.getRecipient().stream()
          .flatMap(recipient -> of(Kind.MELDING, true, new Period(), recipient));
    }
    return resource instanceof Consent consent ? of(consent) : Stream.empty();
  }

  /** To break the secrecy (Wmo 5.1.1 lid 4 and 5, 5.2.1 lid 1 onder b and c), and no other. */
  private static Stream<Fact> of(Consent consent) {
    boolean given =
        consent.getStatus() == ConsentState.ACTIVE
            && consent.getProvision().getType() == ConsentProvisionType.PERMIT
            && has(consent.getCategory(), "toestemmingssoort", "doorbreken-geheimhouding");
    Set<Herkomst> sources =
        codings(consent.getProvision().getCode())
            .filter(code -> Canonical.codeSystem("herkomst").equals(code.getSystem()))
            .map(code -> Herkomst.of(code.getCode()))
            .collect(Collectors.toUnmodifiableSet());
    return consent.getProvision().getActor().stream()
        .filter(actor -> given)
        .flatMap(
            actor ->
                of(Kind.TOESTEMMING, true, consent.getProvision().getPeriod(), actor.getReference())
                    .map(fact -> fact.about(sources)));
  }

  private static Stream<Fact> of(Kind kind, boolean active, Period period, Reference party) {
    String end = period.hasEnd() ? period.getEndElement().getValueAsString() : null;
    return Stream.ofNullable(party.getReference())
        .map(
            reference ->
                new Fact(
                    kind,
                    reference,
                    active,
                    period.hasStart() ? Day.start(period.getStartElement()) : null,
                    end == null ? null : end.substring(0, Math.min(end.length(), 10)),
                    Set.of()));
  }

  private Fact about(Set<Herkomst> sources) {
    return new Fact(kind, party, active, from, until, sources);
  }

  /**
   * @param code any when absent
   */
  private static boolean has(List<CodeableConcept> concepts, String system, @Nullable String code) {
    return codings(concepts)
        .filter(coding -> Canonical.codeSystem(system).equals(coding.getSystem()))
        .anyMatch(coding -> code == null || code.equals(coding.getCode()));
  }

  private static Stream<Coding> codings(List<CodeableConcept> concepts) {
    return concepts.stream().flatMap(concept -> concept.getCoding().stream());
  }
}
