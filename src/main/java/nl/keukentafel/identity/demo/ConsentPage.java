package nl.keukentafel.identity.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.identity.Scopes.Grant;
import nl.keukentafel.policy.Role;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/** The page that says what an app will see and why it may, and asks whether that is good. */
final class ConsentPage extends HttpServlet {
  static final String PATH = "/oauth2/consent";
  private static final long serialVersionUID = 1;
  private static final OAuth2TokenType STATE = new OAuth2TokenType(OAuth2ParameterNames.STATE);

  private final transient Page page = new Page("consent.html");
  private final transient DemoAccounts accounts;
  private final transient OAuth2AuthorizationService launches;

  ConsentPage(DemoAccounts accounts, OAuth2AuthorizationService launches) throws IOException {
    this.accounts = accounts;
    this.launches = launches;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String state = String.valueOf(request.getParameter(OAuth2ParameterNames.STATE));
    OAuth2Authorization launch = launches.findByToken(state, STATE);
    String user = request.getUserPrincipal().getName();
    if (launch == null || !launch.getPrincipalName().equals(user)) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST);
      return;
    }
    OAuth2AuthorizationRequest asked =
        launch.getAttribute(OAuth2AuthorizationRequest.class.getName());
    DemoAccounts.Person person = accounts.person(user);
    DemoAccounts.App app = accounts.app(launch.getRegisteredClientId()).orElseThrow();
    page.write(
        request,
        response,
        Map.of(
            "app", Page.escaped(app.name()),
            "person", Page.escaped(person.label()),
            "client", client(person, Represented.chosenIn(asked).orElse("")),
            "sees", items(sees(asked.getScopes())),
            "ground", ground(person.role()),
            "until", until(asked.getScopes()),
            "client_id", Page.escaped(app.id()),
            "state", Page.escaped(state),
            "scopes", scopes(asked.getScopes())));
  }

  private String client(DemoAccounts.Person person, String client) {
    return person.role() == Role.VERTEGENWOORDIGER
        ? "<p>U doet dit voor <strong>%s</strong>.</p>"
            .formatted(Page.escaped(accounts.nameOf(client)))
        : "";
  }

  private Stream<String> sees(Set<String> scopes) {
    Stream<String> who =
        Stream.of("openid", "fhirUser").anyMatch(scopes::contains)
            ? Stream.of("wie u bent")
            : Stream.of();
    return Stream.concat(
        who,
        scopes.stream()
            .filter(
                scope -> !DemoScopes.SIGN_IN.contains(scope) && !scope.equals(DemoScopes.OFFLINE))
            .sorted()
            .map(scope -> sentence(Grant.parse(scope))));
  }

  private String sentence(Grant grant) {
    String whose =
        grant.level().equals("patient") ? "in dit dossier" : "in de dossiers die u mag zien";
    String acts =
        grant
            .letters()
            .chars()
            .mapToObj(
                letter ->
                    switch (letter) {
                      case 'c' -> "toevoegen";
                      case 'u' -> "wijzigen";
                      case 'd' -> "verwijderen";
                      default -> "lezen"; // r and s
                    })
            .distinct()
            .collect(Collectors.joining(", "));
    return "%s %s: %s".formatted(accounts.nameOfType(grant.type()), whose, acts);
  }

  private static String ground(Role role) {
    return switch (role) {
      case CLIENT ->
          "Het is uw eigen dossier. U mag het inzien en een app laten meelezen (Wmo 2015, artikel"
              + " 5.3.2).";
      case VERTEGENWOORDIGER ->
          "U vertegenwoordigt de cliënt. Daarom mag u zien wat de cliënt zelf mag zien (Wmo 2015,"
              + " artikel 5.3.3 lid 2 en artikel 1.1.1 lid 2).";
      default ->
          "U gebruikt de app voor uw werk. Bij elk gegeven kijkt Keukentafel of de Wmo 2015 het u"
              + " laat zien, en volgens welk artikel.";
    };
  }

  private static String until(Set<String> scopes) {
    return scopes.contains(DemoScopes.OFFLINE)
        ? "De app mag ook kijken als u niet bent ingelogd. Dat stopt als de app 30 dagen niet"
            + " kijkt."
        : "De app mag een kwartier kijken. Daarna moet u opnieuw inloggen.";
  }

  private static String items(Stream<String> texts) {
    return texts
        .map(text -> "<li>" + Page.escaped(text) + "</li>")
        .collect(Collectors.joining("\n"));
  }

  private static String scopes(Set<String> scopes) {
    return scopes.stream()
        .map(
            scope ->
                "<input type=\"hidden\" name=\"scope\" value=\"%s\">"
                    .formatted(Page.escaped(scope)))
        .collect(Collectors.joining("\n"));
  }
}
