package nl.keukentafel.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer without what differs between any two: status, headers and body as they are else. */
record Compared(int status, Map<String, List<String>> headers, String body) {
  /** The connection is the container's, and a Bundle is of the moment that it was asked. */
  private static final Set<String> DIFFERENT =
      Set.of("date", "x-request-id", "connection", "keep-alive");

  private static final String OF_RESOURCES = "last-modified";
  private static final String JSON_BUNDLE =
      "(\"resourceType\":\\s*\"Bundle\",\\s*)\"id\":\\s*\"[^\"]*\",\\s*"
          + "(?:(\"meta\":\\s*\\{\\s*)\"lastUpdated\":\\s*\"[^\"]*\")?";
  private static final String XML_BUNDLE =
      "(<Bundle [^>]*>\\s*)<id value=\"[^\"]*\"\\s*/>\\s*"
          + "(<meta>\\s*)<lastUpdated value=\"[^\"]*\"\\s*/>";
  private static final Pattern ENTRY = Pattern.compile("\"status\":\\s*\"(\\d{3})");

  static Compared of(Party.Answer answer) {
    return of(answer, UnaryOperator.identity());
  }

  /**
   * @param forget takes out what was asked
   */
  static Compared of(Party.Answer answer, UnaryOperator<String> forget) {
    boolean searched = answer.body().contains("Bundle");
    Map<String, List<String>> headers = new TreeMap<>();
    answer
        .http()
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              if (!DIFFERENT.contains(lower) && !(searched && lower.equals(OF_RESOURCES))) {
                headers.put(
                    name, values.stream().map(forget).map(Compared::withoutBundle).toList());
              }
            });
    String body = answer.body().replaceAll(JSON_BUNDLE, "$1$2").replaceAll(XML_BUNDLE, "$1$2");
    return new Compared(answer.status(), headers, forget.apply(body));
  }

  private static String withoutBundle(String location) {
    return location.replaceAll("/Bundle/[0-9a-f-]{36}", "/Bundle/");
  }

  /** What was said of the first entry, when it is the answer to a batch. */
  int said() {
    Matcher entry = ENTRY.matcher(body);
    return body.contains("batch-response") && entry.find()
        ? Integer.parseInt(entry.group(1))
        : status;
  }

  boolean tells(String secret) {
    return body.contains(secret) || headers.toString().contains(secret);
  }
}
