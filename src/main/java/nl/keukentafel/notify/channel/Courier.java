package nl.keukentafel.notify.channel;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import nl.keukentafel.notify.subscription.Channel;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.hl7.fhir.r4.model.Bundle;

/**
 * Posts a notification, signed. Any 2xx acknowledges; of the body no more is read than keeps the
 * connection usable; redirects are not followed, cookies not kept.
 */
public final class Courier implements AutoCloseable {
  static final String SIGNATURE = "X-JWS-Signature";
  private static final int MOST_READ = 16 * 1024;
  private static final Timeout TO_CONNECT = Timeout.ofSeconds(10);

  private final FhirContext fhir;
  private final Keys keys;
  private final Clock clock;
  private final CloseableHttpClient http;
  private final ScheduledExecutorService impatience =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "notification-timeouts");
            thread.setDaemon(true);
            return thread;
          });

  public Courier(FhirContext fhir, Keys keys, Addresses addresses, Clock clock) {
    this.fhir = fhir;
    this.keys = keys;
    this.clock = clock;
    this.http =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(addresses)
                    .setMaxConnTotal(256)
                    .setMaxConnPerRoute(64)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(TO_CONNECT)
                            .setValidateAfterInactivity(Timeout.ofSeconds(1))
                            .build())
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("Keukentafel")
            .build();
  }

  /** What went wrong; empty when the receiver has it. */
  public Optional<String> deliver(Channel channel, Bundle notification) {
    String body = fhir.newJsonParser().encodeResourceToString(notification);
    HttpPost post;
    try {
      post = post(channel, body);
    } catch (IllegalStateException unreadable) {
      return Optional.of("The headers of this subscription cannot be read: send them again");
    } catch (IllegalArgumentException e) {
      return Optional.of("The address of the endpoint is not good");
    }
    // the client's own timeouts are for each read; this one is for the whole answer
    ScheduledFuture<?> tooLate =
        impatience.schedule(
            (Runnable) post::abort, channel.patience().toMillis(), TimeUnit.MILLISECONDS);
    try {
      int status = http.execute(post, Courier::read);
      return status / 100 == 2 ? Optional.empty() : Optional.of("The endpoint answered " + status);
    } catch (Addresses.PrivateAddressException e) {
      return Optional.of("The endpoint leads to an address that is not on the internet");
    } catch (UnknownHostException e) {
      return Optional.of("The host of the endpoint is not known");
    } catch (IOException e) {
      return Optional.of("The endpoint does not answer");
    } finally {
      tooLate.cancel(false);
    }
  }

  private HttpPost post(Channel channel, String body) {
    HttpPost post = new HttpPost(URI.create(channel.endpoint()));
    Duration patience = channel.patience();
    post.setConfig(
        RequestConfig.custom()
            .setResponseTimeout(Timeout.of(patience))
            .setConnectionRequestTimeout(Timeout.of(patience))
            .build());
    if (channel.headers() != null) {
      keys.decrypt(channel.headers())
          .lines()
          .map(line -> line.split(":", 2))
          .forEach(header -> post.addHeader(header[0], header[1]));
    }
    post.setHeader(SIGNATURE, keys.sign(body, channel.endpoint(), clock.instant()));
    post.setEntity(
        new StringEntity(body, ContentType.create(channel.payload(), StandardCharsets.UTF_8)));
    return post;
  }

  private static int read(ClassicHttpResponse answer) throws IOException {
    HttpEntity entity = answer.getEntity();
    if (entity != null) {
      try (InputStream body = entity.getContent()) {
        if (body != null && body.readNBytes(MOST_READ).length == MOST_READ) {
          answer.close(); // so much is not read on: the connection goes
        }
      }
    }
    return answer.getCode();
  }

  @Override
  public void close() throws IOException {
    impatience.shutdownNow();
    http.close();
  }
}
