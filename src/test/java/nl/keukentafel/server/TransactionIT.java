package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is written together is stored together, or not at all. */
@ServerTest
class TransactionIT {
  private static final String RESOURCES = "select count(*) from HFJ_RESOURCE";
  private static final String EVENTS =
      "select count(*) from notify_event where topic = 'beschikking'";
  private static final String WRITES =
      "select count(*) from access_log where act = 'vastleggen' and outcome = 'permit'";

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  @Autowired IInterceptorService store;
  private Party lindehoven;

  /** Stands for anything that goes wrong as late as it can: after the store, before the commit. */
  @Interceptor(order = Integer.MAX_VALUE)
  public static final class LastMinuteFailure {
    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void fail(IBaseResource created) {
      throw new IllegalStateException("not today");
    }
  }

  @BeforeEach
  void signIn() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
  }

  @Test
  void aFailureBeforeTheCommitLeavesNoResourceNoEventAndNoLogRowOfAWrite() throws IOException {
    List<Integer> before = counts();
    LastMinuteFailure failure = new LastMinuteFailure();
    store.registerInterceptor(failure);
    try {
      Party.Answer answer = lindehoven.post("Contract", beschikking("rollback-1"));
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.as(OperationOutcome.class).getIssueFirstRep().getDiagnostics())
          .doesNotContain("not today");
    } finally {
      store.unregisterInterceptor(failure);
    }
    assertThat(counts()).isEqualTo(before);
  }

  @Test
  void aFormOfWhichOneResourceFailsLeavesNothing() throws IOException {
    List<Integer> before = counts();
    int receipts = count("select count(*) from form_receipt");
    LastMinuteFailure failure = new LastMinuteFailure();
    store.registerInterceptor(failure);
    try {
      String form =
          Files.readString(Path.of("fixtures/meneer-y/01-keukentafelgesprek.json"))
              .replace("Patient/meneer-y", "Patient/mevrouw-t");
      assertThat(lindehoven.post("QuestionnaireResponse", form).status()).isEqualTo(500);
    } finally {
      store.unregisterInterceptor(failure);
    }
    assertThat(counts()).isEqualTo(before);
    assertThat(count("select count(*) from form_receipt")).isEqualTo(receipts);
  }

  @Test
  void aWriteGivesOneResourceOneEventAndOneLogRow() throws IOException {
    List<Integer> before = counts();
    Party.Answer answer = lindehoven.post("Contract", beschikking("once-1"));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(counts()).isEqualTo(before.stream().map(count -> count + 1).toList());
  }

  @Test
  void aReadGivesOneLogRow() throws IOException {
    String id =
        lindehoven
            .post("Contract", beschikking("read-1"))
            .as(Contract.class)
            .getIdElement()
            .getIdPart();
    assertThat(lindehoven.get("Contract/" + id).status()).isEqualTo(200);
    assertThat(
            jdbc.queryForList(
                "select outcome from access_log where interaction = 'read Contract'"
                    + " and resources = ?",
                String.class,
                "Contract/" + id))
        .containsExactly("permit");
  }

  private List<Integer> counts() {
    return List.of(count(RESOURCES), count(EVENTS), count(WRITES));
  }

  private int count(String query) {
    Integer count = jdbc.queryForObject(query, Integer.class);
    return count == null ? 0 : count;
  }

  private static Resource beschikking(String number) throws IOException {
    Contract contract =
        Party.FHIR
            .newJsonParser()
            .parseResource(
                Contract.class, Files.readString(Path.of("fixtures/meneer-y/02-beschikking.json")));
    contract.getIdentifierFirstRep().setValue("2026-" + number);
    contract.getSubjectFirstRep().setReference("Patient/mevrouw-t");
    return contract;
  }
}
