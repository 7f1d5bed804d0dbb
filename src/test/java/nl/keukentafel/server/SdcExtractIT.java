package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.support.IValidationSupport;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.intake.TemplateExtraction;
import org.assertj.core.api.SoftAssertions;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Whatever {@code @aehrc/sdc-template-extract} reads out of the forms of every story, we read out
 * with the same value; it reads out four fifths of what we do.
 *
 * <p>It covers less of the specification: no template of the questionnaire as a whole (the
 * verslag), one resource for a question with several answers, no id allocated in an item, no value
 * in an extension of a template. A template with a context at its root it puts into itself, and one
 * without answers it does not leave out. So values are compared, and not resources.
 */
@ServerTest
@Tag("e2e")
class SdcExtractIT {
  private static final String VERSLAG = Canonical.profile("wmo-keukentafelverslag");

  @TempDir static Path work;
  @LocalServerPort int port;
  @Autowired RSAKey key;
  @Autowired ConformanceResources conformance;
  @Autowired InformationCategories categories;
  @Autowired IValidationSupport support;

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void readsOutTheSameValues() throws Exception {
    NodeProject engines = NodeProject.installedIn(work);
    TemplateExtraction extraction = new TemplateExtraction(support, conformance, categories);
    ObjectNode jobs = json.createObjectNode();
    Map<String, Set<String>> ours = new LinkedHashMap<>();
    for (Path folder : Story.all().toList()) {
      Telling telling = new Telling(Story.in(folder), new Tokens(key, port)).tell();
      for (QuestionnaireResponse form : telling.forms()) {
        Questionnaire questionnaire =
            conformance
                .find(Questionnaire.class, form.getQuestionnaire().split("\\|")[0])
                .orElseThrow();
        String name = folder.getFileName() + " " + jobs.size() + " " + questionnaire.getName();
        jobs.putObject(name)
            .<ObjectNode>set("questionnaire", tree(questionnaire))
            .set("response", tree(form));
        List<JsonNode> made = new ArrayList<>();
        extraction.extract(questionnaire, form).forEach(each -> made.add(tree(each.resource())));
        ours.put(name, values(made));
      }
    }
    Path file = Files.writeString(work.resolve("jobs.json"), jobs.toString());

    JsonNode theirs = engines.node("extract.mjs", file.toString());

    SoftAssertions all = new SoftAssertions();
    int both = 0;
    for (Map.Entry<String, Set<String>> own : ours.entrySet()) {
      Set<String> other = values(theirs.get(own.getKey()));
      all.assertThat(own.getValue()).as(own.getKey()).containsAll(other);
      both += other.size();
    }
    all.assertAll();
    assertThat(both * 100 / ours.values().stream().mapToInt(Set::size).sum())
        .as("percent of our values that it reads out too")
        .isGreaterThan(80);
  }

  private JsonNode tree(Resource resource) {
    try {
      return json.readTree(Party.FHIR.newJsonParser().encodeResourceToString(resource));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All that is in the resources, each value behind the profile and the path where it is. */
  private static Set<String> values(Iterable<JsonNode> resources) {
    Set<String> values = new TreeSet<>();
    for (JsonNode resource : resources) {
      String profile = resource.at("/meta/profile/0").asText();
      if (!profile.equals(VERSLAG) && isRead(resource)) {
        add(resource, profile.replaceFirst(".*/", ""), values);
      }
    }
    return values;
  }

  /** Ours say whom they are about, and contain no template. */
  private static boolean isRead(JsonNode resource) {
    String type = resource.path("resourceType").asText();
    return !resource.has(type)
        && (type.equals("Patient") || Stream.of("subject", "patient").anyMatch(resource::has));
  }

  private static void add(JsonNode node, String path, Set<String> values) {
    if (node.isValueNode()) {
      values.add(path + " " + node.asText());
    } else if (node.isArray()) {
      node.forEach(each -> add(each, path, values));
    } else if (!isUnfilled(node)) {
      node.fields()
          .forEachRemaining(each -> add(each.getValue(), path + "." + each.getKey(), values));
    }
  }

  /** An extension without its value, or the template's own. */
  private static boolean isUnfilled(JsonNode element) {
    String url = element.path("url").asText();
    return url.contains("templateExtract") || (!url.isEmpty() && element.size() == 1);
  }
}
