package nl.keukentafel.server;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.TreeMap;

/**
 * One way to ask. In path, headers and body {@code {id}}, {@code {word}}, {@code {bsn}} and {@code
 * {subscription}} stand for the target and {@code {own}} for a client of the caller.
 *
 * @param closed refused to everybody, whatever the target
 */
record Surface(
    String name,
    boolean closed,
    String method,
    String path,
    Map<String, String> headers,
    String body) {
  private static final String JSON = "application/fhir+json";

  static Surface get(String path) {
    return of("GET", path, "");
  }

  static Surface of(String method, String path, String body) {
    return new Surface(
        method + " " + path,
        false,
        method,
        path,
        body.isEmpty() ? Map.of() : Map.of("Content-Type", JSON),
        body);
  }

  static Surface post(String path, String body) {
    return of("POST", path, body);
  }

  static Surface form(String path, String body) {
    return post(path, body)
        .with("Content-Type", "application/x-www-form-urlencoded")
        .named("POST " + path + " with " + body);
  }

  /** One entry of a bundle. */
  static Surface entry(String bundle, String method, String url, String resource) {
    return post(
            "",
            """
            {"resourceType": "Bundle", "type": "%s", "entry": [
              {%s "request": {"method": "%s", "url": "%s"}}]}
            """
                .formatted(
                    bundle,
                    resource.isEmpty() ? "" : "\"resource\": " + resource + ",",
                    method,
                    url))
        .named(bundle + " of " + method + " " + url);
  }

  Surface named(String other) {
    return new Surface(other, closed, method, path, headers, body);
  }

  Surface with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Surface(name + ", " + header + ": " + value, closed, method, path, more, body);
  }

  Surface replace(String text, String other) {
    return new Surface(
        name, closed, method, path.replace(text, other), headers, body.replace(text, other));
  }

  Surface isClosed() {
    return new Surface(name, true, method, path, headers, body);
  }

  /** Whether it names the target at all: else the answer is one by itself. */
  boolean hasTarget() {
    return asked().matches("(?s).*\\{(id|word|bsn|subscription)}.*");
  }

  Compared ask(Party party, Target target, String own) {
    HttpRequest.Builder request = party.request(fill(path, target, own));
    headers.forEach((header, value) -> request.setHeader(header, fill(value, target, own)));
    Party.Answer answer =
        Party.answer(
            request.method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(fill(body, target, own))));
    return Compared.of(answer, text -> target.forget(asked(), text));
  }

  private String asked() {
    return path + headers + body;
  }

  private static String fill(String template, Target target, String own) {
    return target.fill(template).replace("{own}", own);
  }

  @Override
  public String toString() {
    return name;
  }
}
