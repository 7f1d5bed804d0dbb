package nl.keukentafel.server;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Resource;

/**
 * Somebody who talks to the server over HTTP, as a real system does: a demo system with a token.
 */
final class Party {
  static final FhirContext FHIR = FhirContext.forR4Cached();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]+)\"");

  private final String base;
  private final String token;

  private Party(String base, String token) {
    this.base = base;
    this.token = token;
  }

  /** An answer of the server, whatever its status. */
  record Answer(int status, String body, HttpResponse<String> http) {
    <R extends Resource> R as(Class<R> type) {
      return FHIR.newJsonParser().parseResource(type, body);
    }
  }

  /**
   * A system of the demo.
   *
   * @param port of the server
   * @param role code of the role it acts in
   */
  static Party of(int port, String clientId, String role) {
    String origin = "http://localhost:" + port;
    String secret =
        Base64.getEncoder()
            .encodeToString((clientId + ":" + clientId).getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(origin + "/oauth2/token"))
                .header("Authorization", "Basic " + secret)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    BodyPublishers.ofString(
                        form(Map.of("grant_type", "client_credentials", "scope", "wmo/" + role)))));
    Matcher token = TOKEN.matcher(answer.body());
    if (!token.find()) {
      throw new IllegalStateException("no token: " + answer.body());
    }
    return new Party(origin + "/fhir", token.group(1));
  }

  /** Somebody who brings another token than a good one. */
  static Party withToken(int port, String token) {
    return new Party("http://localhost:" + port + "/fhir", token);
  }

  Answer get(String path) {
    return answer(request(path).GET());
  }

  Answer post(String path, Resource body) {
    return post(path, FHIR.newJsonParser().encodeResourceToString(body));
  }

  Answer post(String path, String json) {
    return answer(
        request(path)
            .header("Content-Type", "application/fhir+json")
            .POST(BodyPublishers.ofString(json)));
  }

  /** Changes the version that it has read. */
  Answer put(Resource resource) {
    return answer(
        request(resource.fhirType() + "/" + resource.getIdElement().getIdPart())
            .header("Content-Type", "application/fhir+json")
            .header("If-Match", "W/\"" + resource.getMeta().getVersionId() + "\"")
            .PUT(BodyPublishers.ofString(FHIR.newJsonParser().encodeResourceToString(resource))));
  }

  Answer search(String path, Map<String, String> body) {
    return answer(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(body))));
  }

  /** A request to build on: the address and the token are set. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(path.isEmpty() ? base : base + "/" + path))
        .header("Authorization", "Bearer " + token);
  }

  static Answer answer(HttpRequest.Builder request) {
    HttpResponse<String> http = send(request);
    return new Answer(http.statusCode(), http.body(), http);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String form(Map<String, String> values) {
    return values.entrySet().stream()
        .map(
            each ->
                each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
