package nl.keukentafel.identity.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The page on which a representative of several clients says for whom the app is. */
final class ChoicePage extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient Page page = new Page("choice.html");
  private final transient DemoAccounts accounts;
  private final transient Represented represented;

  ChoicePage(DemoAccounts accounts, Represented represented) throws IOException {
    this.accounts = accounts;
    this.represented = represented;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String buttons =
        clients(request).stream()
            .map(
                client ->
                    "<button name=\"client\" value=\"%s\">%s</button>"
                        .formatted(Page.escaped(client), Page.escaped(accounts.nameOf(client))))
            .collect(Collectors.joining("\n"));
    page.write(request, response, Map.of("clients", buttons));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String client = request.getParameter("client");
    Optional<String> launch = PersonChoice.waiting(request.getSession());
    if (launch.isEmpty() || client == null || !clients(request).contains(client)) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    PersonChoice.choose(request.getSession(), client);
    response.sendRedirect(launch.get());
  }

  private Set<String> clients(HttpServletRequest request) {
    return represented.by(accounts.person(request.getUserPrincipal().getName())).keySet();
  }
}
