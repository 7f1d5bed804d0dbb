package nl.keukentafel.casework.verslag;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Date;
import java.util.List;
import nl.keukentafel.casework.verslag.VerslagPage.Fact;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.junit.jupiter.api.Test;

class VerslagPageTest {
  private static final Date MARCH_2 = new Date(1_772_442_000_000L);

  private final Composition verslag =
      new Composition().setTitle("Keukentafelverslag").setDate(MARCH_2);

  @Test
  void tellsForWhomByWhomAndOfWhenItIs() {
    assertThat(page())
        .contains("<html", "lang=\"nl\"", "<h1>Keukentafelverslag</h1>")
        .contains("<th scope=\"row\">Voor</th><td>Mevrouw T</td>")
        .contains("<td>2 maart 2026</td>", "<td>Nog niet gegeven</td>");
  }

  @Test
  void tellsWhoApprovedItAndWhen() {
    verslag.addAttester().setTime(MARCH_2).getParty().setReference("Patient/x");
    verslag.addAttester().setTime(MARCH_2).getParty().setReference("RelatedPerson/y");

    assertThat(page())
        .contains("door de cliënt op 2 maart 2026, door de vertegenwoordiger op 2 maart 2026");
  }

  @Test
  void keepsTheOrderAndTheTablesOfTheSections() {
    section("Uw vraag", "<table><tr><td>Welke hulp?</td><td>Ramen<br/>Stof</td></tr></table>");
    section("Uw woning", "<table><tr><th colspan=\"2\">Flat</th></tr></table>");

    assertThat(page())
        .containsSubsequence("<h2>Uw vraag</h2>", "<td>Welke hulp?</td>", "<h2>Uw woning</h2>")
        .contains("<th colspan=\"2\">Flat</th>");
  }

  @Test
  void showsABlackBarWithItsReasonAndNothingElse() throws IOException {
    section("Wie u helpt", "<p>Dit onderdeel is zwart gemaakt. Omdat de wet dat zegt. (5.2.1)</p>")
        .setEmptyReason(new CodeableConcept().setText("withheld"));

    assertThat(page())
        .containsSubsequence("<h2>Wie u helpt</h2>", "class=\"zwart\"", "Omdat de wet dat zegt.");
    assertThat(text()).contains("Wie u helpt", "Omdat de wet dat zegt. (5.2.1)");
  }

  @Test
  void letsNoScriptStyleOrAddressOfANarrativeThrough() {
    section(
        "X",
        "<p style=\"color:white\" onclick=\"x()\">a<a href=\"http://elders.nl\">b</a>"
            + "<img src=\"http://elders.nl/p.png\"/><i hidden=\"hidden\">c</i></p>");

    assertThat(page().replaceFirst("(?s)<head>.*</head>", ""))
        .doesNotContain("elders.nl", "onclick", "style=", "hidden=\"hidden\"")
        .contains("<p>ab<i>c</i></p>");
  }

  @Test
  void isAPdfWithEveryRowInItAndItsLanguageAndTitle() throws IOException {
    section(
        "Uw vraag",
        "<table><tr><td>Welke hulp?</td><td>Één trap, Şule &lt;b&gt; Ж</td></tr></table>");

    assertThat(text()).contains("Keukentafelverslag", "Mevrouw T", "Één trap, Şule <b> Ж");
    try (PDDocument pdf = Loader.loadPDF(VerslagPdf.of(page()))) {
      assertThat(pdf.getDocumentCatalog().getLanguage()).isEqualTo("nl");
      assertThat(pdf.getDocumentInformation().getTitle()).isEqualTo("Keukentafelverslag");
      assertThat(pdf.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
      pdf.getPage(0)
          .getResources()
          .getFontNames()
          .forEach(
              font -> {
                try {
                  assertThat(pdf.getPage(0).getResources().getFont(font).isEmbedded()).isTrue();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
    }
  }

  private SectionComponent section(String title, String narrative) {
    SectionComponent section = verslag.addSection().setTitle(title);
    section.getText().setStatus(NarrativeStatus.GENERATED);
    section
        .getText()
        .setDivAsString("<div xmlns=\"http://www.w3.org/1999/xhtml\">" + narrative + "</div>");
    return section;
  }

  private String page() {
    return new VerslagPage().of(verslag, List.of(new Fact("Voor", "Mevrouw T")));
  }

  private String text() throws IOException {
    try (PDDocument pdf = Loader.loadPDF(VerslagPdf.of(page()))) {
      return new PDFTextStripper().getText(pdf);
    }
  }
}
