package nl.keukentafel.server;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import nl.keukentafel.access.answer.LogStage;
import nl.keukentafel.identity.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Logs whoever was turned away before the first stage, such as with a bad token. */
final class DoorLog extends OncePerRequestFilter {
  private static final Logger LOG = LoggerFactory.getLogger(DoorLog.class);

  private final LogStage log;

  DoorLog(LogStage log) {
    this.log = log;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(request, response);
    String id = response.getHeader("X-Request-Id");
    if (response.getStatus() < 400 || request.getAttribute(LogStage.TRIED) != null) {
      return;
    }
    try {
      log.refusedAtTheDoor(
          id == null ? UUID.randomUUID().toString() : id,
          Caller.of(request),
          request.getMethod(),
          response.getStatus(),
          request.getRemoteAddr());
    } catch (DataAccessException unwritten) {
      LOG.error("Turned away and could not log it", unwritten);
      if (!response.isCommitted()) {
        response.reset();
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      }
    }
  }
}
