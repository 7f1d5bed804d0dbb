package nl.keukentafel.casework.verslag;

import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nl.keukentafel.access.Refusal;
import org.hl7.fhir.r4.model.Binary;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/**
 * A document in the form that {@code Accept} asks for: {@code text/html} (also when any form will
 * do) or {@code application/pdf}.
 */
public final class ReadableForm {
  private static final List<MediaType> FORMS =
      List.of(MediaType.TEXT_HTML, MediaType.APPLICATION_PDF);

  private final MediaType form;
  private final ServletRequestDetails request;

  private ReadableForm(MediaType form, ServletRequestDetails request) {
    this.form = form;
    this.request = request;
  }

  /**
   * @throws ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException 406 for another form
   */
  public static ReadableForm asked(ServletRequestDetails request) {
    return new ReadableForm(form(request.getHeader("Accept")), request);
  }

  private static MediaType form(@Nullable String accept) {
    try {
      List<MediaType> wanted = new ArrayList<>(MediaType.parseMediaTypes(accept));
      MimeTypeUtils.sortBySpecificity(wanted);
      return (wanted.isEmpty() ? Stream.of(MediaType.ALL) : wanted.stream())
          .flatMap(each -> FORMS.stream().filter(each::isCompatibleWith))
          .findFirst()
          .orElseThrow(ReadableForm::otherForm);
    } catch (InvalidMediaTypeException malformed) {
      throw otherForm();
    }
  }

  private static RuntimeException otherForm() {
    return Refusal.notAcceptable("The document is text/html or application/pdf");
  }

  /** The page, which runs nothing in a browser, or the same as a PDF. */
  public Binary of(String html) {
    request
        .getResponse()
        .addHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    Binary document = new Binary();
    document.setContentType(form.toString());
    document.setData(
        form.equals(MediaType.APPLICATION_PDF)
            ? VerslagPdf.of(html)
            : html.getBytes(StandardCharsets.UTF_8));
    return document;
  }
}
