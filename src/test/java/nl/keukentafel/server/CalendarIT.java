package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import nl.keukentafel.casework.process.calendar.Calendar;
import nl.keukentafel.schedule.DailyJob;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** A year passes, day by day, and some days twice: everything that is due is signalled once. */
@ServerTest
class CalendarIT {
  @LocalServerPort int port;
  @Autowired Calendar calendar;
  @Autowired Map<String, DailyJob> jobs;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;
  private Party deLinde;
  private String who;

  @BeforeEach
  void thereIsAClient() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    who = NewClient.of(lindehoven, "gemeente-lindehoven");
  }

  @Test
  void anOverdueTermIsToldOnceAndIsOnTheListOfTheGemeente() {
    Task late = aanvraag();
    List<LocalDate> told = daysOf(late, LocalDate.of(2026, 2, 16), LocalDate.of(2026, 6, 1));

    assertThat(told).as("the day after six weeks").containsExactly(LocalDate.of(2026, 3, 31));
    assertThat(overdue("2026-03-31")).contains(late.getIdElement().getIdPart());
    assertThat(overdue("2026-03-30")).doesNotContain(late.getIdElement().getIdPart());
  }

  /** Task?termijn=eb asks for periods that end before. */
  private List<String> overdue(String day) {
    return Forms.found(
            lindehoven,
            Task.class,
            "Task?status=in-progress&termijn=eb" + day + "&patient=" + who.substring(8))
        .stream()
        .map(task -> task.getIdElement().getIdPart())
        .toList();
  }

  @Test
  void aYearOfHelpHasItsEvaluationAndItsEndApproaches() {
    Task aanvraag = aanvraag();
    Contract besluit = MevrouwT.beschikking();
    besluit.getSubjectFirstRep().setReference(who);
    made(lindehoven, besluit);
    ServiceRequest order = MevrouwT.toewijzing();
    order.getSubject().setReference(who);
    order.getOccurrencePeriod().setEndElement(new DateTimeType("2027-06-30"));
    order = made(lindehoven, order);
    Task uitvoering = MevrouwT.example(Task.class, "wmo-uitvoering");
    uitvoering.setFor(new Reference(who));
    uitvoering.setOwner(new Reference("Organization/aanbieder-de-linde"));
    uitvoering.getFocus().setReference("ServiceRequest/" + order.getIdElement().getIdPart());
    made(deLinde, uitvoering);

    TreeMap<LocalDate, String> seen = new TreeMap<>();
    int evaluations = 0;
    for (LocalDate day = LocalDate.of(2026, 4, 7);
        day.isBefore(LocalDate.of(2027, 7, 10));
        day = day.plusDays(1)) {
      calendar.of(who.substring(8), day);
      calendar.of(who.substring(8), day);
      int now = evaluations();
      if (now > evaluations) {
        seen.put(day, now - evaluations + " evaluatie");
        evaluations = now;
      }
      String step = step(aanvraag);
      if (step.equals("afloop-nadert") && !seen.containsValue(step)) {
        seen.put(day, step);
      }
    }
    assertThat(seen)
        .containsExactlyEntriesOf(
            new TreeMap<>(
                Map.of(
                    LocalDate.of(2027, 3, 30),
                    "afloop-nadert",
                    LocalDate.of(2027, 4, 7),
                    "1 evaluatie")));
    assertThat(Forms.found(deLinde, Task.class, "Task?status=requested"))
        .as("on the work list of the aanbieder")
        .anyMatch(task -> task.getFor().getReference().equals(who));
  }

  /** Westerbrug wants half a year, of this it is told and in this the aanvraag follows. */
  @Test
  void theEndApproachesAsLongAheadAsTheGemeenteWants() {
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    who = NewClient.of(westerbrug, "gemeente-westerbrug");
    Task aanvraag = aanvraag(westerbrug, "gemeente-westerbrug");
    Contract besluit = MevrouwT.beschikking();
    besluit.getSubjectFirstRep().setReference(who);
    besluit.getAuthorityFirstRep().setReference("Organization/gemeente-westerbrug");
    made(westerbrug, besluit);
    ServiceRequest order = MevrouwT.toewijzing();
    order.getSubject().setReference(who);
    order.getRequester().setReference("Organization/gemeente-westerbrug");
    order.getPerformerFirstRep().setReference("Organization/aanbieder-noord");
    order.getOccurrencePeriod().setEndElement(new DateTimeType("2027-06-30"));
    order = made(westerbrug, order);
    Task uitvoering = MevrouwT.example(Task.class, "wmo-uitvoering");
    uitvoering.setFor(new Reference(who)).setOwner(new Reference("Organization/aanbieder-noord"));
    String toewijzing = "ServiceRequest/" + order.getIdElement().getIdPart();
    uitvoering.getFocus().setReference(toewijzing);
    made(Party.of(port, "aanbieder-noord", "zorgcoordinator"), uitvoering);

    for (LocalDate day :
        List.of(LocalDate.of(2026, 12, 29), LocalDate.of(2026, 12, 30), LocalDate.of(2027, 1, 5))) {
      boolean approaches = day.isAfter(LocalDate.of(2026, 12, 29));
      calendar.of(who.substring(8), day);
      jobs.get("afloop").run(day);
      assertThat(step(aanvraag)).isEqualTo(approaches ? "afloop-nadert" : "uitvoering");
      assertThat(events("afloop", toewijzing)).isEqualTo(approaches ? 1 : 0);
    }
  }

  private List<LocalDate> daysOf(Task task, LocalDate from, LocalDate until) {
    List<LocalDate> told = new ArrayList<>();
    int before = events(task);
    for (LocalDate day = from; day.isBefore(until); day = day.plusDays(1)) {
      calendar.of(who.substring(8), day);
      calendar.of(who.substring(8), day);
      for (int now = events(task); before < now; before++) {
        told.add(day);
      }
    }
    return told;
  }

  private int events(Task task) {
    return events("status", "Task/" + task.getIdElement().getIdPart());
  }

  private int events(String topic, String focus) {
    return jdbc.queryForObject(
        "select count(*) from notify_event where topic = ? and focus = ?",
        Integer.class,
        topic,
        focus);
  }

  private int evaluations() {
    return jdbc.queryForObject(
        "select count(*) from calendar_signal s where s.signal like 'evaluatie %' and exists"
            + " (select 1 from uitvoering u where u.patient = ? and s.signal like"
            + " 'evaluatie ' || u.task || '%')",
        Integer.class, who.substring(8));
  }

  private String step(Task aanvraag) {
    return jdbc.queryForObject(
        "select step from aanvraag where task = ?",
        String.class,
        aanvraag.getIdElement().getIdPart());
  }

  private Task aanvraag() {
    return aanvraag(lindehoven, "gemeente-lindehoven");
  }

  private Task aanvraag(Party gemeente, String id) {
    Task task = MevrouwT.example(Task.class, "wmo-aanvraag");
    task.setFor(new Reference(who)).getOwner().setReference("Organization/" + id);
    return made(gemeente, task);
  }

  @SuppressWarnings("unchecked") // what comes back is what was sent
  private static <R extends Resource> R made(Party by, R resource) {
    Party.Answer answer = by.post(resource.fhirType(), resource);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return (R) answer.as(resource.getClass());
  }
}
