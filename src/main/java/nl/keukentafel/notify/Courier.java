package nl.keukentafel.notify;

import ca.uhn.fhir.context.FhirContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Subscription;

/** Posts a notification. Any 2xx acknowledges; the body is ignored; redirects are not followed. */
final class Courier {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final FhirContext fhir;
  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(PATIENCE)
          .build();

  Courier(FhirContext fhir) {
    this.fhir = fhir;
  }

  boolean deliver(Subscription subscription, Bundle notification) throws InterruptedException {
    String body = fhir.newJsonParser().encodeResourceToString(notification);
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(subscription.getChannel().getEndpoint()))
              .header("Content-Type", subscription.getChannel().getPayload())
              .POST(BodyPublishers.ofString(body))
              .build();
      // the client's own timeout ends with the headers; this one is for the whole answer
      return http.sendAsync(request, BodyHandlers.discarding())
                  .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                  .get()
                  .statusCode()
              / 100
          == 2;
    } catch (ExecutionException | IllegalArgumentException unreachable) {
      return false;
    }
  }
}
