package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * What {@code @aehrc/sdc-populate} fills in is what {@code $populate} fills in, for every story. It
 * knows no law: what the caller may read and not record again, {@code $populate} leaves out, and
 * names in {@code issues} with the rule. Nothing else differs.
 */
@ServerTest
@Tag("e2e")
class SdcPopulateIT {
  private static final String FORMS = "https://w3id.org/keukentafel/fhir/Questionnaire/";

  @TempDir static Path work;
  @LocalServerPort int port;
  @Autowired RSAKey key;

  /** What the server filled in for somebody, and the items that it says it left out. */
  private record Filled(QuestionnaireResponse form, Set<String> leftOut) {}

  @Test
  void fillsInTheSame() throws Exception {
    NodeProject engines = NodeProject.installedIn(work);
    List<Map<String, String>> jobs = new ArrayList<>();
    Map<String, Filled> ours = new LinkedHashMap<>();
    for (Path folder : Story.all().toList()) {
      Telling telling = new Telling(Story.in(folder), new Tokens(key, port)).tell();
      for (String who : List.of("client", "consulent")) {
        for (String form : List.of("keukentafelgesprek", "intake-aanbieder")) {
          String name = folder.getFileName() + " " + who + " " + form;
          Party party = telling.parties().get(who);
          ours.put(name, populated(party, form, telling.client()));
          jobs.add(
              Map.of(
                  "name",
                  name,
                  "authorization",
                  OtherFormEnginesIT.authorization(party),
                  "patient",
                  telling.client(),
                  "form",
                  form));
        }
      }
    }

    JsonNode theirs =
        engines.node(
            "populate.mjs",
            "http://localhost:" + port + "/fhir",
            new ObjectMapper().writeValueAsString(jobs));

    SoftAssertions all = new SoftAssertions();
    ours.forEach(
        (name, filled) -> {
          QuestionnaireResponse other =
              Party.FHIR
                  .newJsonParser()
                  .parseResource(QuestionnaireResponse.class, theirs.get(name).toString());
          all.assertThat(answers(other.getItem(), filled.leftOut()))
              .as(name)
              .isEqualTo(answers(filled.form().getItem(), Set.of()));
        });
    all.assertAll();
    assertThat(ours.values()).anyMatch(filled -> !filled.leftOut().isEmpty());
    assertThat(ours.values()).anyMatch(filled -> filled.form().getItem().size() > 5);
  }

  /** By linkId, whatever their order and how a code is shown; a group within a group as a whole. */
  private static Map<String, List<String>> answers(
      List<QuestionnaireResponseItemComponent> items, Set<String> without) {
    Map<String, List<String>> answers = new TreeMap<>();
    for (QuestionnaireResponseItemComponent item : items) {
      if (without.contains(item.getLinkId())) {
        continue;
      }
      List<String> own = answers.computeIfAbsent(item.getLinkId(), any -> new ArrayList<>());
      item.getAnswer().forEach(answer -> own.add(text(answer.getValue())));
      Map<String, List<String>> below = answers(item.getItem(), without);
      if (item.getLinkId().contains(".") && !below.isEmpty()) {
        own.add(below.toString());
      } else {
        answers.putAll(below);
      }
      own.sort(null);
    }
    answers.values().removeIf(List::isEmpty);
    return answers;
  }

  private static String text(Type value) {
    return value instanceof Coding coding
        ? coding.getSystem() + "|" + coding.getCode()
        : Party.FHIR.newJsonParser().encodeToString(value);
  }

  private static Filled populated(Party party, String form, String client) {
    Parameters asked = new Parameters();
    asked.addParameter("canonical", new CanonicalType(FORMS + form));
    asked.addParameter().setName("subject").setValue(new Reference(client));
    Party.Answer answer = party.post("Questionnaire/$populate", asked);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Set<String> leftOut = new HashSet<>();
    Parameters told = answer.as(Parameters.class);
    for (ParametersParameterComponent part : told.getParameter()) {
      if (part.getResource() instanceof OperationOutcome issues) {
        leftOut.addAll(ProperRefusal.expressions(issues));
      }
    }
    return new Filled((QuestionnaireResponse) told.getParameterFirstRep().getResource(), leftOut);
  }
}
