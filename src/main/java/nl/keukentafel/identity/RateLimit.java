package nl.keukentafel.identity;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * So many requests a minute for each client application, and for each address that brings no token;
 * then 429 with Retry-After. https://www.rfc-editor.org/rfc/rfc6585#section-4
 */
final class RateLimit extends OncePerRequestFilter {
  private final LoadingCache<String, Bucket> buckets;
  private final FhirRefusals refusals;

  /**
   * @param perMinute requests of one client in a minute, at least 1
   */
  RateLimit(int perMinute, FhirRefusals refusals) {
    this.refusals = refusals;
    buckets = buckets(perMinute);
  }

  /** A bucket for whom it names, with so many a minute. */
  static LoadingCache<String, Bucket> buckets(int perMinute) {
    return Caffeine.newBuilder()
        .expireAfterAccess(Duration.ofMinutes(2)) // by then it is full again
        .maximumSize(100_000)
        .build(
            who ->
                Bucket.builder()
                    .addLimit(
                        limit ->
                            limit
                                .capacity(perMinute)
                                .refillGreedy(perMinute, Duration.ofMinutes(1)))
                    .build());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String client =
        Caller.of(request)
            .map(caller -> caller.issuer() + " " + caller.clientId())
            .orElseGet(request::getRemoteAddr);
    ConsumptionProbe probe = buckets.get(client).tryConsumeAndReturnRemaining(1);
    if (probe.isConsumed()) {
      chain.doFilter(request, response);
    } else {
      refusals.tooMany(request, response, seconds(probe.getNanosToWaitForRefill()));
    }
  }

  /** What Retry-After says: rounded up. */
  static long seconds(long nanos) {
    return Duration.ofNanos(nanos).plusSeconds(1).toSeconds();
  }
}
