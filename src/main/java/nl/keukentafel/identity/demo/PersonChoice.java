package nl.keukentafel.identity.demo;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Who acts for several clients says for whom, once for every launch; who acts for one has nothing
 * to choose.
 */
final class PersonChoice extends OncePerRequestFilter {
  static final String PAGE = "/login/voor-wie";
  private static final String AUTHORIZE = "/oauth2/authorize";
  private static final RequestMatcher LAUNCH =
      PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.GET, AUTHORIZE);
  private static final String CHOSEN = PersonChoice.class.getName();
  private static final String WAITING = CHOSEN + ".waiting";

  private final DemoAccounts accounts;
  private final Represented represented;

  PersonChoice(DemoAccounts accounts, Represented represented) {
    this.accounts = accounts;
    this.represented = represented;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    // it stands before the filters that put the user into the request
    Authentication user = SecurityContextHolder.getContext().getAuthentication();
    if (user != null && LAUNCH.matches(request)) {
      Map<String, String> clients = represented.by(accounts.person(user.getName()));
      Optional<String> chosen = take(request.getSession()).filter(clients::containsKey);
      if (chosen.isEmpty() && clients.size() > 1) {
        request.getSession().setAttribute(WAITING, AUTHORIZE + "?" + request.getQueryString());
        response.sendRedirect(PAGE);
        return;
      }
      chosen.ifPresent(client -> request.setAttribute(CHOSEN, client));
    }
    chain.doFilter(request, response);
  }

  /** The client that was chosen for this launch. */
  static Optional<String> in(HttpServletRequest request) {
    return Optional.ofNullable((String) request.getAttribute(CHOSEN));
  }

  /** The launch that waits for a choice. */
  static Optional<String> waiting(HttpSession session) {
    return Optional.ofNullable((String) session.getAttribute(WAITING));
  }

  static void choose(HttpSession session, String client) {
    session.setAttribute(CHOSEN, client);
    session.removeAttribute(WAITING);
  }

  private static Optional<String> take(HttpSession session) {
    String chosen = (String) session.getAttribute(CHOSEN);
    session.removeAttribute(CHOSEN);
    return Optional.ofNullable(chosen);
  }
}
