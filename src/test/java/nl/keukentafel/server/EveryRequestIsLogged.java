package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Counts along with every test on the shared server: each request left its row, of one outcome in
 * one dossier never two, and of the kind that the answer was. A request that Spring's firewall
 * refuses never comes in.
 */
final class EveryRequestIsLogged implements AfterAllCallback {
  private record Request(String id, String method, String path, int status) {
    boolean isBundle() {
      return method.equals("POST") && path.matches("/fhir/?");
    }
  }

  /** What the server answered since the last count. */
  static final class Counted {
    private final ConcurrentLinkedQueue<Request> answered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger underWay = new AtomicInteger();

    private FilterRegistrationBean<jakarta.servlet.Filter> filter() {
      FilterRegistrationBean<jakarta.servlet.Filter> filter =
          new FilterRegistrationBean<>(
              (in, out, chain) -> {
                underWay.incrementAndGet();
                try {
                  chain.doFilter(in, out);
                } finally {
                  HttpServletRequest request = (HttpServletRequest) in;
                  HttpServletResponse response = (HttpServletResponse) out;
                  String id = response.getHeader("X-Request-Id");
                  if (id != null && !request.getRequestURI().contains("/.well-known/")) {
                    answered.add(
                        new Request(
                            id,
                            request.getMethod(),
                            request.getRequestURI(),
                            response.getStatus()));
                  }
                  underWay.decrementAndGet();
                }
              });
      filter.setName("counted-requests");
      filter.addUrlPatterns("/fhir/*");
      filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
      return filter;
    }
  }

  static void countAt(ConfigurableApplicationContext server) {
    Counted counted = new Counted();
    server.getBeanFactory().registerSingleton("counted", counted);
    server.getBeanFactory().registerSingleton("countedRequests", counted.filter());
  }

  @Override
  public void afterAll(ExtensionContext test) {
    requireAt(SpringExtension.getApplicationContext(test));
  }

  /** For who runs outside of Jupiter. */
  static void requireAt(ApplicationContext server) {
    Counted counted = server.getBean(Counted.class);
    JdbcTemplate jdbc = server.getBean(JdbcTemplate.class);
    await().until(() -> counted.underWay.get() == 0);
    List<Request> requests = new ArrayList<>();
    for (Request next = counted.answered.poll(); next != null; next = counted.answered.poll()) {
      requests.add(next);
    }
    for (Request request : requests) {
      String id = request.id.substring(0, Math.min(request.id.length(), 64));
      long times = requests.stream().filter(each -> each.id.equals(request.id)).count();
      check(request, times, jdbc.queryForList("select * from access_log where request_id = ?", id));
    }
  }

  private static void check(Request request, long times, List<Map<String, Object>> rows) {
    if (request.status >= 500 && rows.isEmpty()) {
      return; // no row, no answer
    }
    assertThat(rows).as("rows of %s", request).isNotEmpty();
    if (times > 1) {
      return; // its sender gave several requests one number
    }
    Set<Object> seen = new HashSet<>();
    for (Map<String, Object> row : rows) {
      boolean ofBundle = request.isBundle() && row.get("ACT").equals("vastleggen");
      Object key =
          List.of(
              String.valueOf(row.get("ENTRY")),
              String.valueOf(row.get("PATIENT")),
              row.get("ACT"),
              row.get("OUTCOME"),
              ofBundle ? row.get("RESOURCES") : "");
      assertThat(seen.add(key)).as("one row of %s: %s", request, row).isTrue();
      if (request.status >= 400 && !row.get("ACT").equals("vastleggen")) {
        assertThat(row).as("%s", request).containsEntry("OUTCOME", "refuse");
      }
      if ("refuse".equals(row.get("OUTCOME")) && row.get("RULE") == null) {
        assertThat((Integer) row.get("STATUS")).as("%s %s", request, row).isGreaterThan(399);
      }
    }
    if (request.status < 400 && !request.isBundle() && rows.size() == 1) {
      boolean found = rows.get(0).get("OUTCOME").equals("permit");
      assertThat(found || rows.get(0).get("RULE") != null).as("%s %s", request, rows).isTrue();
    }
  }
}
