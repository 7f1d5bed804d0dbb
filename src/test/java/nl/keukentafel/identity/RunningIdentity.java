package nl.keukentafel.identity;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.web.embedded.EmbeddedWebServerFactoryCustomizerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The doors of the server with nothing behind them but a servlet that says who came in. */
@SpringBootTest(
    classes = RunningIdentity.DoorsOnly.class,
    webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles("demo")
public abstract class RunningIdentity {
  /** What the dossiers say: the client by RelatedPerson. */
  protected static final Map<String, String> REPRESENTED =
      new ConcurrentHashMap<>(Map.of("RelatedPerson/mentor-t", "mevrouw-t"));

  @TempDir static Path data;

  @LocalServerPort private int port;

  protected final HttpClient http =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  @DynamicPropertySource
  static void data(DynamicPropertyRegistry properties) {
    properties.add("keukentafel.data", data::toString);
  }

  protected String origin() {
    return "http://localhost:" + port;
  }

  protected HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + path));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  protected HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
    return postForm(path, encode(form), headers);
  }

  /**
   * @param form already encoded, so that a field can occur more than once
   */
  protected HttpResponse<String> postForm(String path, String form, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(origin() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  protected static String encode(Map<String, String> form) {
    return form.entrySet().stream()
        .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ImportAutoConfiguration({
    EmbeddedWebServerFactoryCustomizerAutoConfiguration.class,
    ServletWebServerFactoryAutoConfiguration.class,
    SecurityAutoConfiguration.class,
    SecurityFilterAutoConfiguration.class
  })
  @Import(IdentityConfiguration.class)
  // not a @Configuration, so that no other test can find it by scanning
  static class DoorsOnly {
    @Bean
    FhirContext fhirContext() {
      return FhirContext.forR4Cached();
    }

    @Bean
    Clock clock() {
      return Clock.systemUTC();
    }

    @Bean
    JdbcTemplate jdbc(@Value("${keukentafel.data}") String data) {
      // outlives the server, as a file does, and goes with the process
      return new JdbcTemplate(
          new DriverManagerDataSource("jdbc:h2:mem:" + data.hashCode() + ";DB_CLOSE_DELAY=-1"));
    }

    @Bean
    Representation representation() {
      return person -> Optional.ofNullable(REPRESENTED.get(person));
    }

    @Bean
    ServletRegistrationBean<HttpServlet> whoCameIn() {
      HttpServlet servlet =
          new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
              response
                  .getWriter()
                  .write(Caller.of(request).map(Caller::toString).orElse("somebody"));
            }
          };
      return new ServletRegistrationBean<>(servlet, "/fhir/*", "/actuator/health", "/");
    }
  }
}
