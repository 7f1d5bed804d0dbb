package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** A verslag as somebody reads it: the words of the page, and of the PDF. */
record ReadVerslag(Party reader, String verslag) {
  private static final String BAR = "████████";

  /** One line for each row and paragraph; a black bar as such. */
  String page() throws Exception {
    Party.Answer answer =
        Party.answer(reader.request(verslag + "/$verslag").header("Accept", "text/html").GET());
    if (answer.status() == 404) {
      return "(404)\n";
    }
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Element page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(answer.body().replaceFirst("<!.*?>", ""))))
            .getDocumentElement();
    StringBuilder text = new StringBuilder();
    write(page.getElementsByTagName("body").item(0), text);
    return text.toString()
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce("", (all, line) -> all + line + "\n");
  }

  private static void write(Node node, StringBuilder text) {
    if (node.getNodeType() == Node.TEXT_NODE) {
      text.append(node.getNodeValue().replaceAll("\\s+", " "));
      return;
    }
    String name = node.getNodeName();
    if (name.equals("br")) {
      text.append(" / ");
    }
    if (name.matches("h[12]|p|tr|div|li|table")) {
      text.append('\n').append(name.equals("h1") ? "# " : name.equals("h2") ? "## " : "");
    }
    if (node instanceof Element element && element.getAttribute("class").equals("zwart")) {
      text.append(BAR);
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      write(child, text);
    }
    text.append(name.matches("t[hd]") && node.getNextSibling() != null ? " | " : "");
    text.append(name.matches("h[12]|p|tr|div|li|table") ? "\n" : "");
  }

  /**
   * Its words; as many black bars are to be seen as the page has, and it holds no words that the
   * page has not: under the bars is nothing, nor beside the pages.
   */
  String pdf() throws Exception {
    try (PDDocument document = Loader.loadPDF(bytes())) {
      String text = new PDFTextStripper().getText(document).replaceAll("[ \\t]+\\n", "\n");
      String page = page();
      assertThat(words(text.replaceAll("Bladzijde \\d+ van \\d+", "")))
          .isEqualTo(words(page.replace(BAR, "").replaceAll("(?m)^#+ | [|/](?= )", "")));
      assertThat(bars(document)).isEqualTo(page.split(BAR, -1).length - 1);
      assertThat(document.getDocumentCatalog().getNames()).isNull(); // no files, no scripts
      for (PDPage each : document.getPages()) {
        assertThat(each.getAnnotations()).isEmpty();
      }
      return text;
    }
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  /** How often black rows begin, in the middle of a page. */
  private static int bars(PDDocument document) throws IOException {
    int bars = 0;
    for (int i = 0; i < document.getNumberOfPages(); i++) {
      BufferedImage image = new PDFRenderer(document).renderImage(i);
      boolean black = false;
      for (int y = 0; y < image.getHeight(); y++) {
        boolean row = true;
        for (int x = image.getWidth() / 4; x < image.getWidth() * 3 / 4; x++) {
          row &= (image.getRGB(x, y) & 0xffffff) == 0;
        }
        bars += row && !black ? 1 : 0;
        black = row;
      }
    }
    return bars;
  }

  private byte[] bytes() throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                reader
                    .request(verslag + "/$verslag")
                    .header("Accept", "application/pdf")
                    .GET()
                    .build(),
                BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }
}
