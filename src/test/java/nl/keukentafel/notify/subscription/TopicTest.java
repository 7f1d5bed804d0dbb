package nl.keukentafel.notify.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others read of a topic in its profile is what the server does. */
class TopicTest {
  private static final Path PROFILES = Path.of("profiles");
  private static final String PART =
      "http://hl7.org/fhir/5.0/StructureDefinition/extension-SubscriptionTopic.";

  @ParameterizedTest
  @EnumSource
  void isAboutTheTypeAndTheFilterOfItsProfile(Topic topic) throws IOException {
    Basic profile =
        FhirContext.forR4Cached()
            .newJsonParser()
            .parseResource(
                Basic.class,
                Files.readString(PROFILES.resolve("SubscriptionTopic-" + topic.id() + ".json")));
    String trigger = topic == Topic.AFLOOP ? "eventTrigger" : "resourceTrigger";
    assertThat(value(profile.getExtensionByUrl(PART + "url"))).isEqualTo(topic.canonical());
    assertThat(parts(profile, trigger, "resource"))
        .containsExactly("http://hl7.org/fhir/StructureDefinition/" + topic.type());
    assertThat(parts(profile, "canFilterBy", "filterParameter")).containsExactly("patient");
    assertThat(profile.getModifierExtension())
        .extracting(each -> value(each))
        .containsExactly("active");
  }

  @Test
  void everyProfileIsServed() throws IOException {
    try (Stream<Path> files = Files.list(PROFILES)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.startsWith("SubscriptionTopic-")))
          .containsExactlyInAnyOrderElementsOf(
              Stream.of(Topic.values())
                  .map(topic -> "SubscriptionTopic-" + topic.id() + ".json")
                  .toList());
    }
  }

  private static List<String> parts(Basic profile, String extension, String part) {
    return profile.getExtensionsByUrl(PART + extension).stream()
        .flatMap(each -> each.getExtensionsByUrl(part).stream())
        .map(TopicTest::value)
        .toList();
  }

  private static String value(Extension extension) {
    return extension.getValue().primitiveValue();
  }
}
