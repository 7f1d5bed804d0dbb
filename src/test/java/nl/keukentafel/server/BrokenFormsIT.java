package nl.keukentafel.server;

import static nl.keukentafel.conformance.RealConformance.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import net.jqwik.api.RandomGenerator;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.intake.RandomForm;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Random valid forms, each broken in one way: every one is refused with the place of the mistake,
 * and none leaves anything behind. Repeat a run with {@code -Dkeukentafel.seed}; the profile {@code
 * proof} breaks 5,000.
 */
@ServerTest
@Tag("proof")
class BrokenFormsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int UNBROKEN = 10;

  /** A form, who sends it, and for whom it is when it is a message. */
  private record Kind(
      RandomGenerator<QuestionnaireResponse> forms, String author, String recipient) {}

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;
  private Party deLinde;
  private String client;

  @BeforeEach
  void thereIsADossier() {
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    client = NewClient.withHelp(lindehoven);
  }

  @Test
  void isRefusedWithAPlaceAndStoresNothing() throws JsonProcessingException {
    long seed = Long.getLong("keukentafel.seed", ThreadLocalRandom.current().nextLong());
    int number = Integer.getInteger("keukentafel.forms", 300);
    Random random = new Random(seed);
    List<Kind> ofAanbieder =
        Stream.of(
                new String[] {"intake-aanbieder", ""},
                new String[] {"signaal", "gemeente-lindehoven"},
                new String[] {"calamiteit", "toezichthouder"},
                new String[] {"huiselijk-geweld", "veilig-thuis"})
            .map(each -> new Kind(generator(each[0]), "aanbieder-de-linde", each[1]))
            .toList();
    Kind gesprek = new Kind(generator("keukentafelgesprek"), "gemeente-lindehoven", "");
    for (int i = 0; i < UNBROKEN; i++) {
      assertAccepted(lindehoven, valid(gesprek, random));
      assertAccepted(deLinde, valid(ofAanbieder.get(i % ofAanbieder.size()), random));
    }
    String before = stored();
    Map<Breakage, Integer> refused = new EnumMap<>(Breakage.class);
    List<String> wrong = new ArrayList<>();
    Breakage[] kinds = Breakage.values();
    int done = 0;
    while (done < number) {
      Breakage kind = kinds[done % kinds.length];
      boolean theirs = random.nextInt(3) == 0;
      ObjectNode form =
          valid(theirs ? ofAanbieder.get(random.nextInt(ofAanbieder.size())) : gesprek, random);
      if (!kind.breaks(form, random)) {
        continue; // the next form may have what this one lacks
      }
      done++;
      Party.Answer answer =
          (theirs ? deLinde : lindehoven)
              .post("QuestionnaireResponse", JSON.writeValueAsString(form));
      refused.merge(kind, 1, Integer::sum);
      if (!isRefused(answer)) {
        wrong.add(kind + ": " + answer.status() + " " + answer.body() + "\n" + form);
      }
    }

    System.out.println("Broken forms: " + number + ", seed " + seed + ": " + refused);
    assertThat(wrong.stream().limit(5)).as(wrong.size() + " wrong; seed " + seed).isEmpty();
    assertThat(refused).containsOnlyKeys(Breakage.values());
    assertThat(stored()).isEqualTo(before);
  }

  /** A form about a client whom the sender does not know gets the one 404, which has no place. */
  private static boolean isRefused(Party.Answer answer) {
    if (answer.status() < 400 || answer.status() >= 500) {
      return false;
    }
    OperationOutcome outcome = ProperRefusal.of(answer, answer.status());
    return answer.status() == 404
        || outcome.getIssue().stream()
            .anyMatch(
                issue ->
                    issue.hasExpression() || (answer.status() == 400 && issue.hasDiagnostics()));
  }

  private static void assertAccepted(Party party, ObjectNode form) throws JsonProcessingException {
    Party.Answer answer = party.post("QuestionnaireResponse", JSON.writeValueAsString(form));
    assertThat(answer.status()).as(answer.body() + "\n" + form).isEqualTo(201);
  }

  private static RandomGenerator<QuestionnaireResponse> generator(String form) {
    return RandomForm.of(
            RESOURCES.find(Questionnaire.class, Canonical.questionnaire(form)).orElseThrow())
        .generator(1000);
  }

  private ObjectNode valid(Kind kind, Random random) throws JsonProcessingException {
    QuestionnaireResponse form;
    do {
      form = kind.forms.next(random).value();
    } while (!form.getItem().stream().allMatch(BrokenFormsIT::isReasoned));
    form.getSubject().setReference(client);
    form.getAuthor().setReference("Organization/" + kind.author);
    form.getIdentifier()
        .setSystem("https://w3id.org/keukentafel/fhir/NamingSystem/formulier")
        .setValue(UUID.randomUUID().toString());
    String json = Party.FHIR.newJsonParser().encodeResourceToString(form);
    return (ObjectNode)
        JSON.readTree(json.replace("Organization/x", "Organization/" + kind.recipient));
  }

  /** What needs a reason has one beside it. */
  private static boolean isReasoned(QuestionnaireResponseItemComponent group) {
    List<String> answered = group.getItem().stream().map(each -> each.getLinkId()).toList();
    boolean cause = answered.contains("belemmeringen.oorzaak");
    boolean person =
        Stream.of("steun.mantelzorg.naam", "steun.mantelzorg.telefoon")
            .anyMatch(answered::contains);
    return (!cause || answered.contains("belemmeringen.oorzaak-motivering"))
        && (!person || answered.contains("steun.mantelzorg.noodzaak"))
        && group.getItem().stream().allMatch(BrokenFormsIT::isReasoned);
  }

  private String stored() {
    return Stream.of("hfj_resource", "hfj_res_ver", "form_receipt", "form_yield", "notify_event")
        .map(table -> jdbc.queryForObject("select count(*) from " + table, Long.class))
        .toList()
        .toString();
  }
}
