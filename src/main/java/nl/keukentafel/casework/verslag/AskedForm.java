package nl.keukentafel.casework.verslag;

import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nl.keukentafel.access.judgement.Refusal;
import org.hl7.fhir.r4.model.Binary;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/**
 * In which form an answer is wanted, https://www.rfc-editor.org/rfc/rfc9110#name-accept.
 *
 * @param document a page or a PDF; otherwise it is FHIR
 */
public record AskedForm(MediaType type, boolean document) {
  private static final List<MediaType> FHIR =
      Stream.of("application/fhir+json", "application/json", "application/fhir+xml")
          .map(MediaType::parseMediaType)
          .toList();

  /**
   * FHIR, unless a document is asked for.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException 406 for another form
   */
  public static AskedForm fhirOr(ServletRequestDetails request, MediaType... documents) {
    List<MediaType> forms = new ArrayList<>(FHIR);
    forms.addAll(List.of(documents));
    return of(request, forms);
  }

  /**
   * {@code text/html} (also when any form will do) or {@code application/pdf}.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException 406 for another form
   */
  public static AskedForm document(ServletRequestDetails request) {
    return of(request, List.of(MediaType.TEXT_HTML, MediaType.APPLICATION_PDF));
  }

  /**
   * @param forms the first when any form will do
   */
  private static AskedForm of(ServletRequestDetails request, List<MediaType> forms) {
    try {
      List<MediaType> wanted =
          new ArrayList<>(MediaType.parseMediaTypes(request.getHeader("Accept")));
      MimeTypeUtils.sortBySpecificity(wanted);
      return (wanted.isEmpty() ? Stream.of(MediaType.ALL) : wanted.stream())
          .flatMap(each -> forms.stream().filter(each::isCompatibleWith))
          .findFirst()
          .map(each -> new AskedForm(each, !FHIR.contains(each)))
          .orElseThrow(() -> otherForm(forms));
    } catch (InvalidMediaTypeException malformed) {
      throw otherForm(forms);
    }
  }

  private static RuntimeException otherForm(List<MediaType> forms) {
    return Refusal.notAcceptable("The answer is one of " + forms);
  }

  /** The page in this form, with the headers that keep it from loading anything. */
  public Binary binary(String page, ServletRequestDetails request) {
    request
        .getResponse()
        .addHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    Binary document = new Binary();
    document.setContentType(type.toString());
    document.setData(
        type.equals(MediaType.APPLICATION_PDF)
            ? VerslagPdf.of(page)
            : page.getBytes(StandardCharsets.UTF_8));
    return document;
  }
}
