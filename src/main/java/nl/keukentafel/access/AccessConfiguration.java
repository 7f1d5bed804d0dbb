package nl.keukentafel.access;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import java.time.Clock;
import java.time.LocalDate;
import nl.keukentafel.access.answer.CheckStage;
import nl.keukentafel.access.answer.ErrorStage;
import nl.keukentafel.access.answer.LogStage;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.FactsTable;
import nl.keukentafel.access.dossier.Parties;
import nl.keukentafel.access.explain.Explain;
import nl.keukentafel.access.explain.Readers;
import nl.keukentafel.access.gate.GateStage;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Grondslag;
import nl.keukentafel.access.judgement.Judge;
import nl.keukentafel.access.judgement.LiveCheck;
import nl.keukentafel.access.judgement.Mask;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.recording.Recorder;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.access.search.CallerSearch;
import nl.keukentafel.access.search.NarrowStage;
import nl.keukentafel.audit.AccessLog;
import nl.keukentafel.audit.LogReader;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.conformance.Validation;
import nl.keukentafel.identity.Representation;
import nl.keukentafel.policy.Rulebook;
import org.hl7.fhir.r4.model.CodeSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** The stages of access; the server registers them, in one visible list. */
@Configuration(proxyBeanMethods = false)
public class AccessConfiguration {
  @Bean
  Rulebook rulebook() {
    return Rulebook.load();
  }

  @Bean
  CodeSystem grondslag(Rulebook rulebook, Clock clock) {
    return Grondslag.of(rulebook.rules(LocalDate.now(clock)));
  }

  @Bean
  Gate gate() {
    return Gate.load();
  }

  @Bean
  FactsTable factsTable(JdbcTemplate jdbc) {
    return new FactsTable(jdbc);
  }

  @Bean
  LogReader.Clients clientsOfAGemeente(FactsTable facts) {
    return facts::clientsOf;
  }

  @Bean
  Representation representation(FactsTable facts, Clock clock) {
    return person -> facts.representedBy(person, LocalDate.now(clock), clock.instant());
  }

  @Bean
  Dossiers dossiers(DaoRegistry daos, FactsTable facts, Clock clock) {
    return new Dossiers(daos, facts, clock);
  }

  @Bean
  Judge judge(Rulebook rulebook, InformationCategories categories, Clock clock) {
    return new Judge(rulebook, categories, clock);
  }

  @Bean
  Mask mask(Judge judge, InformationCategories categories) {
    return new Mask(judge, categories);
  }

  @Bean
  WriteStage writeStage(
      Gate gate,
      Judge judge,
      Mask mask,
      Recorder recorder,
      Validation validation,
      Dossiers dossiers) {
    return new WriteStage(gate, judge, mask, recorder, validation, dossiers);
  }

  @Bean
  GateStage gateStage(Gate gate, Dossiers dossiers, WriteStage writes, Judge judge, Clock clock) {
    return new GateStage(gate, dossiers, writes, judge, clock);
  }

  @Bean
  NarrowStage narrowStage(Gate gate, Judge judge, Dossiers dossiers) {
    return new NarrowStage(gate, judge, dossiers);
  }

  @Bean
  CheckStage checkStage(Gate gate, Judge judge, Mask mask) {
    return new CheckStage(gate, judge, mask);
  }

  @Bean
  CallerSearch callerSearch(
      GateStage gate, CheckStage check, DaoRegistry daos, MatchUrlService matchUrls) {
    return new CallerSearch(gate, check, daos, matchUrls);
  }

  @Bean
  LiveCheck liveCheck(Judge judge, Dossiers dossiers, Clock clock) {
    return new LiveCheck(judge, dossiers, clock);
  }

  @Bean
  Parties parties(Dossiers dossiers) {
    return new Parties(dossiers);
  }

  @Bean
  Recorder recorder(Judge judge, Dossiers dossiers) {
    return new Recorder(judge, dossiers);
  }

  @Bean
  Labeller labeller(Gate gate, Judge judge, Dossiers dossiers, Recorder recorder) {
    return new Labeller(gate, judge, dossiers, recorder);
  }

  @Bean
  Explain explain(Judge judge, Dossiers dossiers, Clock clock) {
    return new Explain(judge, dossiers, clock);
  }

  @Bean
  Readers readers(Judge judge, Dossiers dossiers, Clock clock) {
    return new Readers(judge, dossiers, clock);
  }

  @Bean
  LogStage logStage(AccessLog log, Clock clock) {
    return new LogStage(log, clock);
  }

  @Bean
  ErrorStage errorStage(LogStage log) {
    return new ErrorStage(log);
  }
}
