package nl.keukentafel.casework.rights.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import nl.keukentafel.casework.rights.copy.ReadableDossier.Item;
import nl.keukentafel.casework.rights.copy.ReadableDossier.Line;
import nl.keukentafel.casework.rights.insight.Words;
import nl.keukentafel.conformance.RealConformance;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Enumeration;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a client reads of the own dossier has no word of FHIR, no number of the store and no code.
 */
class ReadableDossierTest {
  private static final ReadableValue VALUES =
      new ReadableValue(new Words(RealConformance.RESOURCES), ReadableDossierTest::name);
  private static final ReadableDossier DOSSIER =
      new ReadableDossier(RealConformance.CATEGORIES, RealConformance.RESOURCES, VALUES);

  static Stream<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("fixtures", "examples"))) {
      return files
          .map(each -> each.getFileName().toString())
          .filter(each -> each.startsWith("wmo-"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isInDutch(String file) {
    Resource example = RealConformance.fixture(Resource.class, "examples/" + file);
    List<String> foreign =
        all(example)
            .filter(Coding.class::isInstance)
            .map(Coding.class::cast)
            .filter(each -> !String.valueOf(each.getSystem()).contains("keukentafel"))
            .map(Coding::getCode)
            .filter(each -> each.length() > 3)
            .toList();
    List<String> codes =
        all(example)
            .filter(Enumeration.class::isInstance)
            .map(Base::primitiveValue)
            .filter(each -> VALUES.word("." + each).equals("." + each))
            .toList();

    List<Line> lines = read(example).lines();

    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.name().split(": "))
                  .noneMatch(word -> word.matches("[a-z]\\w*"))
                  .noneMatch(word -> word.contains("server"));
              assertThat(line.value())
                  .as(line.name())
                  .doesNotMatch("[A-Z][A-Za-z]+/[\\w.-]+")
                  .isNotIn(codes);
              assertThat(foreign)
                  .as(line.toString())
                  .noneMatch(code -> line.value().contains(code));
            });
  }

  @Test
  void aFormIsQuestionsWithTheirAnswers() {
    QuestionnaireResponse form =
        RealConformance.fixture(QuestionnaireResponse.class, "meneer-y/01-keukentafelgesprek.json");
    Item read = read(form);
    assertThat(read.lines())
        .contains(
            new Line("Kunt u bukken?", "Niet"),
            new Line(
                "Wat gaat niet goed in het huishouden?",
                "Het huis is vaak vies, Vergeet veel, Gooit vaak iets om"))
        .noneMatch(
            line ->
                line.name().contains("Vraag: ") || line.value().contains("mogelijkheden.bukken"));
    assertThat(read.lines().stream().map(Line::value)).noneMatch(each -> each.startsWith("http"));
  }

  /** As the register does of what it does not know. */
  private static String name(Reference to) {
    return to.hasDisplay() ? to.getDisplay() : String.valueOf(to.getReference());
  }

  private static Item read(Resource example) {
    example.getMeta().setLastUpdated(new Date());
    return DOSSIER.of(List.of(example)).get(0);
  }

  private static Stream<Base> all(Base parent) {
    return parent.children().stream()
        .filter(each -> !each.getName().equals("language") && !each.getName().equals("meta"))
        .flatMap(each -> each.getValues().stream())
        .flatMap(each -> Stream.concat(Stream.of(each), all(each)));
  }
}
