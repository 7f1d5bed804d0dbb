package nl.keukentafel.server;

import static nl.keukentafel.conformance.RealConformance.CATEGORIES;
import static nl.keukentafel.conformance.RealConformance.RESOURCES;
import static nl.keukentafel.conformance.RealConformance.SUPPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.intake.TemplateExtraction;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reference implementation of template-based extraction, {@code @aehrc/sdc-template-extract},
 * makes the same of the forms of the stories, {@code src/test/js/sdc}.
 */
@Tag("e2e")
class OtherExtractorIT {
  /**
   * What 1.0.16 makes otherwise, by profile: it knows no {@code extractAllocateId} (mantelzorghulp
   * and mantelzorger, woning and woningtype refer to each other by it), no template on the
   * questionnaire itself (keukentafelverslag), and makes one resource of a repeating question
   * instead of one for each answer (belemmering, doel).
   */
  private static final Set<String> THEIRS =
      Set.of(
          "wmo-mantelzorghulp",
          "wmo-mantelzorger",
          "wmo-woning",
          "wmo-woningtype",
          "wmo-keukentafelverslag",
          "wmo-belemmering",
          "wmo-doel");

  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
  private static final TemplateExtraction EXTRACTION =
      new TemplateExtraction(SUPPORT, RESOURCES, CATEGORIES);

  @TempDir Path work;

  @Test
  void makesTheSameOfTheStories() throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "npm"))),
        "skipped: there is no Node on this machine");
    Map<String, Map<String, List<String>>> ours = new TreeMap<>();
    Path forms = Files.createDirectory(work.resolve("forms"));
    for (Path story : Story.all().toList()) {
      List<Story.Step> steps = Story.in(story).steps();
      for (int i = 0; i < steps.size(); i++) {
        Story.Step step = steps.get(i);
        // an origin splits the resources, which is no part of SDC
        if (step.does().equals("form")
            && step.origins() == null
            && !step.form().equals("gesprek")) {
          ours.put(
              story.getFileName() + "-" + i, write(forms, story.getFileName() + "-" + i, step));
        }
      }
    }
    for (String file : List.of("package.json", "package-lock.json", "extract.mjs")) {
      Files.copy(Path.of("src/test/js/sdc", file), work.resolve(file));
    }
    run("npm", "ci", "--no-audit", "--no-fund", "--silent", "--ignore-scripts");
    run("node", "extract.mjs", forms.toString());

    assertThat(ours).hasSizeGreaterThan(15);
    for (Map.Entry<String, Map<String, List<String>>> each : ours.entrySet()) {
      List<JsonNode> theirs = new ArrayList<>();
      JSON.readTree(forms.resolve(each.getKey() + ".out.json").toFile()).forEach(theirs::add);
      assertThat(byProfile(theirs)).as(each.getKey()).isEqualTo(each.getValue());
    }
  }

  private static Map<String, List<String>> write(Path forms, String name, Story.Step step)
      throws IOException {
    step.answers().values().removeIf(answer -> answer == null);
    QuestionnaireResponse form = FormStory.of(step, "Patient/x", "Organization/o", step.answers());
    Questionnaire questionnaire =
        RESOURCES.find(Questionnaire.class, Canonical.questionnaire(step.form())).orElseThrow();
    ObjectNode both = JSON.createObjectNode();
    both.set("questionnaire", json(questionnaire));
    both.set("response", json(form));
    JSON.writeValue(forms.resolve(name + ".json").toFile(), both);
    List<JsonNode> ours = new ArrayList<>();
    for (var each : EXTRACTION.extract(questionnaire, form)) {
      ours.add(json(each.resource()));
    }
    return byProfile(ours);
  }

  private static JsonNode json(Resource resource) throws IOException {
    return JSON.readTree(Party.FHIR.newJsonParser().encodeResourceToString(resource));
  }

  /** As JSON with its properties in the order of the alphabet. */
  private static Map<String, List<String>> byProfile(List<JsonNode> resources) throws IOException {
    Map<String, List<String>> ofProfile = new TreeMap<>();
    for (JsonNode each : resources) {
      String profile = each.at("/meta/profile/0").asText().replaceFirst(".*/", "");
      if (!THEIRS.contains(profile)) {
        ofProfile
            .computeIfAbsent(profile, key -> new ArrayList<>())
            .add(JSON.writeValueAsString(JSON.treeToValue(each, LinkedHashMap.class)));
      }
    }
    ofProfile.values().forEach(same -> same.sort(null));
    return ofProfile;
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(work, command[0], ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0).as(Files.readString(output)).isTrue();
  }
}
