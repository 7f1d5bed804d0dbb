package nl.keukentafel.casework.rights.informing;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.audit.LogReader;
import nl.keukentafel.audit.LogReader.Row;
import nl.keukentafel.audit.LogReader.View;
import nl.keukentafel.audit.PartyNames;
import nl.keukentafel.casework.letter.PreferredChannel;
import nl.keukentafel.casework.verslag.Pages;
import nl.keukentafel.fhir.Day;
import nl.keukentafel.schedule.DailyJob;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells every client in the night who opened the dossier in an emergency the day before (AVG 6 lid
 * 1 onder d): one message for each day, role and organisation, however much that party read, for to
 * the client it was one emergency. Who subscribed heard of each read at once.
 *
 * <p>The message is of the category {@code signaal}, held by the gemeente: only the client reads
 * it. For who did not choose an app the gemeente gets a Task to write a letter. Its staff may not
 * read the log, so the Task says who, when and on which article, and not the reason.
 */
public final class EmergencyRound implements DailyJob {
  private static final Logger LOG = LoggerFactory.getLogger(EmergencyRound.class);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("H.mm");
  private static final String TODO =
      "Schrijf de cliënt dat er in een noodgeval naar de gegevens is gekeken: %s, %s (%s). De reden"
          + " staat in het logboek van de cliënt; de functionaris gegevensbescherming kan die ook"
          + " vertellen.";

  /** What is one emergency to the client. */
  private record Emergency(LocalDate day, @Nullable String role, @Nullable String organization) {
    private static Emergency of(Row row) {
      return new Emergency(EmergencyRound.day(row), row.role(), row.organization());
    }
  }

  private final Untold untold;
  private final LogReader log;
  private final Dossiers dossiers;
  private final PartyNames names;
  private final Messages messages;
  private final Notice notice;
  private final TransactionTemplate transaction;

  EmergencyRound(
      Untold untold,
      LogReader log,
      Dossiers dossiers,
      PartyNames names,
      Messages messages,
      Notice notice,
      TransactionTemplate transaction) {
    this.untold = untold;
    this.log = log;
    this.dossiers = dossiers;
    this.names = names;
    this.messages = messages;
    this.notice = notice;
    this.transaction = transaction;
  }

  @Override
  public String name() {
    return "noodgeval";
  }

  /** Of one client that goes wrong the others do not suffer; tomorrow it is tried again. */
  @Override
  public void run(LocalDate today) {
    for (String client : untold.clients()) {
      try {
        transaction.executeWithoutResult(status -> tell(client, today));
      } catch (RuntimeException e) {
        LOG.error("The emergencies of {} wait: the others go on", client, e);
      }
    }
  }

  private void tell(String client, LocalDate today) {
    Map<Emergency, List<Row>> emergencies =
        untold.of(client).stream()
            .flatMap(each -> log.read(new View(client, null), each).stream())
            .filter(row -> day(row).isBefore(today))
            .filter(row -> untold.take(row.id()))
            .collect(Collectors.groupingBy(Emergency::of, LinkedHashMap::new, Collectors.toList()));
    dossiers
        .read(Patient.class, new IdType("Patient", client))
        .ifPresent(person -> emergencies.values().forEach(rows -> tell(person, rows)));
  }

  private void tell(Patient person, List<Row> rows) {
    Reference client = new Reference(Subjects.reference(person));
    Row first = rows.get(0);
    String who = names.of(first.role(), first.organization());
    String when = when(first.at(), rows.get(rows.size() - 1).at());
    String articles =
        distinct(
            rows.stream()
                .flatMap(row -> Stream.ofNullable(row.article()))
                .flatMap(all -> Arrays.stream(all.split("; "))),
            "; ");
    Communication message = messages.toClient(client, "noodgeval", "Noodgeval");
    notice.tell(
        message,
        messages.sender(message),
        Map.of(
            "wie", who,
            "wanneer", when,
            "artikel", articles,
            "reden", distinct(rows.stream().map(row -> "“" + row.emergency() + "”"), " en ")));
    messages.store(message);
    if (!PreferredChannel.isApp(person)) {
      messages.remind(client, client, TODO.formatted(who, when, articles));
    }
  }

  private static String when(Instant first, Instant last) {
    String from = time(first);
    String until = time(last);
    return Pages.day(first)
        + (from.equals(until)
            ? " om " + from + " uur"
            : " tussen " + from + " en " + until + " uur");
  }

  private static String time(Instant moment) {
    return TIME.format(moment.atZone(Day.HERE));
  }

  private static LocalDate day(Row row) {
    return LocalDate.ofInstant(row.at(), Day.HERE);
  }

  private static String distinct(Stream<String> parts, String between) {
    return parts.distinct().collect(Collectors.joining(between));
  }
}
