package nl.keukentafel.identity;

import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * So many refused tokens a minute from one address, then 429: to look at a token costs a signature
 * check, and of an unknown key a question to its issuer.
 */
final class BadTokenLimit extends OncePerRequestFilter {
  private final LoadingCache<String, Bucket> buckets;
  private final FhirRefusals refusals;

  /**
   * @param perMinute refused tokens of one address in a minute, at least 1
   */
  BadTokenLimit(int perMinute, FhirRefusals refusals) {
    this.buckets = RateLimit.buckets(perMinute);
    this.refusals = refusals;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getHeader("Authorization") == null) {
      chain.doFilter(request, response);
      return;
    }
    Bucket bucket = buckets.get(request.getRemoteAddr());
    EstimationProbe probe = bucket.estimateAbilityToConsume(1);
    if (!probe.canBeConsumed()) {
      refusals.tooMany(request, response, RateLimit.seconds(probe.getNanosToWaitForRefill()));
      return;
    }
    chain.doFilter(request, response);
    if (response.getStatus() == HttpServletResponse.SC_UNAUTHORIZED) {
      bucket.tryConsume(1);
    }
  }
}
