package nl.keukentafel.casework.verslag;

import com.openhtmltopdf.outputdevice.helper.BaseRendererBuilder.FontStyle;
import com.openhtmltopdf.pdfboxout.PdfRendererBuilder;
import com.openhtmltopdf.util.XRLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * A page as a PDF that a screen reader can read, ISO 14289-1 (PDF/UA), with its letters in it:
 * Latin, Greek and Cyrillic.
 */
final class VerslagPdf {
  private static final String FAMILY = "Liberation Sans";

  private VerslagPdf() {}

  static byte[] of(String page) {
    XRLog.setLoggingEnabled(false); // it would name what a client wrote
    ByteArrayOutputStream pdf = new ByteArrayOutputStream();
    PdfRendererBuilder builder = new PdfRendererBuilder();
    builder.usePdfUaAccessibility(true);
    builder.useFont(() -> font("Regular"), FAMILY, 400, FontStyle.NORMAL, true);
    builder.useFont(() -> font("Bold"), FAMILY, 700, FontStyle.NORMAL, true);
    builder.withHtmlContent(page, null);
    builder.withProducer("Keukentafel");
    builder.toStream(pdf);
    try {
      builder.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pdf.toByteArray();
  }

  private static InputStream font(String style) {
    return Objects.requireNonNull(
        VerslagPdf.class.getResourceAsStream("/liberation/LiberationSans-" + style + ".ttf"));
  }
}
