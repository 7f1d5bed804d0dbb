package nl.keukentafel.casework.rights.informing;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.StringType;
import org.springframework.web.util.HtmlUtils;

/** What the AVG has a gemeente tell a client, as a file in {@code verslag/} says it. */
record Notice(List<Subject> subjects) {
  /** One thing to tell. */
  record Subject(String kop, String tekst) {
    private Subject of(Organization gemeente, Map<String, String> values) {
      String told =
          tekst
              .replace("{gemeente}", gemeente.getName())
              .replace("{contact}", contact(gemeente))
              .replace("{functionaris}", officer(gemeente));
      for (Map.Entry<String, String> each : values.entrySet()) {
        told = told.replace("{" + each.getKey() + "}", each.getValue());
      }
      return new Subject(kop, told);
    }
  }

  static Notice load(String name) {
    try (InputStream text = Notice.class.getResourceAsStream("/verslag/" + name + ".yaml")) {
      return new Notice(
          new YAMLMapper()
              .readValue(Objects.requireNonNull(text), new TypeReference<List<Subject>>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * To read by itself, and subject by subject.
   *
   * @param values what stands for a name between braces in the file
   */
  void tell(Communication message, Organization gemeente, Map<String, String> values) {
    List<Subject> told = subjects.stream().map(each -> each.of(gemeente, values)).toList();
    told.forEach(
        each -> message.addPayload().setContent(new StringType(each.kop + "\n" + each.tekst)));
    Narrative text = new Narrative().setStatus(NarrativeStatus.GENERATED);
    text.setDivAsString(
        told.stream()
            .map(each -> "<p><b>%s</b><br/>%s</p>".formatted(html(each.kop), html(each.tekst)))
            .collect(Collectors.joining("", "<div lang=\"nl\">", "</div>")));
    message.setText(text);
  }

  private static String html(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }

  private static String contact(Organization gemeente) {
    return gemeente.getTelecom().stream()
        .findFirst()
        .map(each -> "U bereikt de gemeente zo: " + each.getValue() + ".")
        .orElse("U bereikt de gemeente bij de balie van het gemeentehuis.");
  }

  private static String officer(Organization gemeente) {
    return gemeente.getExtensionsByUrl(Canonical.extension("functionaris")).stream()
        .map(each -> ((ContactPoint) each.getValue()).getValue())
        .findFirst()
        .map(each -> "U bereikt deze functionaris zo: " + each + ".")
        .orElse("Vraag de gemeente hoe u deze functionaris bereikt.");
  }
}
