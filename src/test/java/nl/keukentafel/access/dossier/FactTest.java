package nl.keukentafel.access.dossier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import nl.keukentafel.access.dossier.Fact.Kind;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What resources state about who is who, and until when. */
class FactTest {
  private static final String ORGANIZATION = "Organization/aanbieder-de-linde";

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, 2026-06-15, true",
        "-, 2026-06-15, 2026-06-15, true",
        "-, 2026-06-14, 2026-06-15, false",
        "-, 2026-06, 2026-06-30, true",
        "-, 2026-06, 2026-07-01, false",
        "-, 2026, 2026-12-31, true",
        "-, 2025, 2026-01-01, false",
        "2026-06-15, -, 2026-06-15, true",
        "2026-06-16, -, 2026-06-15, false",
      })
  void aTermHoldsUpToAndWithItsLastDay(String from, String until, LocalDate today, boolean holds) {
    Period period = new Period();
    if (from != null) {
      period.setStartElement(new DateTimeType(from));
    }
    if (until != null) {
      period.setEndElement(new DateTimeType(until));
    }
    CareTeam team = new CareTeam().setStatus(CareTeam.CareTeamStatus.ACTIVE);
    team.addParticipant().setMember(new Reference(ORGANIZATION)).setPeriod(period);

    assertThat(only(team).holdsOn(today, noon(today))).isEqualTo(holds);
  }

  @Test
  void aToewijzingBindsBeforeItsFirstDayOfHelp() {
    ServiceRequest order = new ServiceRequest().setStatus(ServiceRequestStatus.ACTIVE);
    order.addPerformer().setReference(ORGANIZATION);
    order.setOccurrence(
        new Period()
            .setStartElement(new DateTimeType("2030-01-01"))
            .setEndElement(new DateTimeType("2030-12-31")));

    Fact fact = only(order);

    assertThat(fact.kind()).isEqualTo(Kind.TOEWIJZING);
    assertThat(fact.party()).isEqualTo(ORGANIZATION);
    assertThat(holds(fact, "2026-06-15")).isTrue();
    assertThat(holds(fact, "2031-01-01")).isFalse();
  }

  @ParameterizedTest
  @EnumSource(ServiceRequestStatus.class)
  void onlyAnActiveToewijzingBindsAndOneThatWasNeverGivenLeavesNoTrace(
      ServiceRequestStatus status) {
    ServiceRequest order = new ServiceRequest().setStatus(status);
    order.addPerformer().setReference(ORGANIZATION);

    boolean neverGiven =
        Set.of(
                ServiceRequestStatus.DRAFT,
                ServiceRequestStatus.ENTEREDINERROR,
                ServiceRequestStatus.UNKNOWN)
            .contains(status);
    List<Boolean> binds = Fact.in(order).map(fact -> holds(fact, "2026-06-15")).toList();
    assertThat(binds)
        .isEqualTo(neverGiven ? List.of() : List.of(status == ServiceRequestStatus.ACTIVE));
  }

  @ParameterizedTest
  @EnumSource(TaskStatus.class)
  void aTaskGivesItsOwnerAPartWhileItIsOpen(TaskStatus status) {
    Task task =
        new Task()
            .setStatus(status)
            .setCode(concept("taaksoort", "adviesaanvraag"))
            .setOwner(new Reference(ORGANIZATION));
    boolean over =
        Set.of("completed", "cancelled", "rejected", "failed", "entered-in-error", "draft", "")
            .contains(status == TaskStatus.NULL ? "" : status.toCode());

    assertThat(Fact.in(task).map(Fact::kind).toList())
        .isEqualTo(over ? List.of() : List.of(Kind.ADVIESAANVRAAG));
  }

  @Test
  void aRelativeWithoutALegalRelationRepresentsNobody() {
    RelatedPerson mentor = new RelatedPerson().setActive(true);
    mentor.addRelationship(concept("vertegenwoordiging", "mentor")).setId("RelatedPerson/m");
    assertThat(only(mentor).party()).isEqualTo("RelatedPerson/m");

    assertThat(Fact.in(mentor.setActive(false))).isEmpty();
    RelatedPerson neighbour = new RelatedPerson().setActive(true);
    neighbour.addRelationship(concept("elders", "mentor")).setId("RelatedPerson/b");
    assertThat(Fact.in(neighbour)).isEmpty();
  }

  @Test
  void aConsentCountsOnlyWhenItIsGivenToBreakTheSecrecy() {
    assertThat(only(consent()).sources()).containsExactly(Herkomst.ZORGVERZEKERAAR);

    Consent refused = consent();
    refused.getProvision().setType(ConsentProvisionType.DENY);
    Consent ofAnotherKind =
        consent().setCategory(List.of(concept("toestemmingssoort", "verwerking")));
    for (Consent each :
        List.of(consent().setStatus(ConsentState.INACTIVE), refused, ofAnotherKind)) {
      assertThat(Fact.in(each)).isEmpty();
    }
  }

  @Test
  void whatStatesNothingIsNoFact() {
    assertThat(Fact.in(new Task())).isEmpty();
    assertThat(Fact.in(new Consent())).isEmpty();
    assertThat(Fact.in(new Patient())).as("a client without a gemeente").isEmpty();
  }

  @Test
  void aDayBeginsAtMidnightInTheNetherlands() {
    Consent consent = consent();
    consent.getProvision().setPeriod(new Period().setStartElement(new DateTimeType("2026-07-01")));
    LocalDate first = LocalDate.parse("2026-07-01");

    assertThat(only(consent).holdsOn(first, Instant.parse("2026-06-30T22:00:00Z"))).isTrue();
    assertThat(only(consent).holdsOn(first, Instant.parse("2026-06-30T21:59:59Z"))).isFalse();
  }

  private static Consent consent() {
    Consent consent = new Consent().setStatus(ConsentState.ACTIVE);
    consent.addCategory(concept("toestemmingssoort", "doorbreken-geheimhouding"));
    consent.getProvision().setType(ConsentProvisionType.PERMIT);
    consent.getProvision().addCode(concept("herkomst", "zorgverzekeraar"));
    consent.getProvision().addActor().setReference(new Reference(ORGANIZATION));
    return consent;
  }

  private static CodeableConcept concept(String system, String code) {
    return new CodeableConcept(new Coding(Canonical.codeSystem(system), code, null));
  }

  private static Fact only(Resource resource) {
    List<Fact> facts = Fact.in(resource).toList();
    assertThat(facts).hasSize(1);
    return facts.get(0);
  }

  private static boolean holds(Fact fact, String today) {
    return fact.holdsOn(LocalDate.parse(today), noon(LocalDate.parse(today)));
  }

  private static Instant noon(LocalDate day) {
    return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
  }
}
