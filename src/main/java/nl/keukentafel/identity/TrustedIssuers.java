package nl.keukentafel.identity;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import nl.keukentafel.policy.Role;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.env.Environment;

/**
 * The OpenID providers whose tokens count, and for whom each of them may speak: {@code
 * keukentafel.identity.issuers}, or one provider for everybody in {@code
 * spring.security.oauth2.resourceserver.jwt.issuer-uri}.
 *
 * @param all without limits when there is one and it names no roles
 */
public record TrustedIssuers(List<Issuer> all) {
  /** The property of a provider that may speak for everybody. */
  public static final String ONE_FOR_ALL = "spring.security.oauth2.resourceserver.jwt.issuer-uri";

  private static final String LIMITED = "keukentafel.identity.issuers";

  public TrustedIssuers {
    all = List.copyOf(all);
  }

  /**
   * One provider.
   *
   * @param uri its issuer identifier, as in the claim {@code iss}
   * @param organizations for which it may speak, each {@code system|value}; none for a provider of
   *     clients and representatives
   * @param roles that it may give
   */
  public record Issuer(
      String uri, @DefaultValue Set<String> organizations, @DefaultValue Set<Role> roles) {
    boolean speaksFor(Caller caller) {
      return roles.isEmpty()
          || roles.contains(caller.role())
              && (caller.organization() == null
                  || organizations.contains(caller.organization().toString()));
    }

    /** Whether clients and representatives sign in here. */
    public boolean isOfPeople() {
      return roles.isEmpty() || roles.stream().anyMatch(Caller::isPersonal);
    }

    private Issuer limited() {
      if (roles.isEmpty()) {
        throw new IllegalStateException(LIMITED + ": name the roles that " + uri + " may give");
      }
      organizations.forEach(OrganizationIdentifier::parse);
      return this;
    }
  }

  /**
   * @throws IllegalStateException when a provider is configured twice or without roles
   */
  static TrustedIssuers of(Environment environment) {
    List<Issuer> limited =
        Binder.get(environment)
            .bind(LIMITED, Bindable.listOf(Issuer.class))
            .map(issuers -> issuers.stream().map(Issuer::limited).toList())
            .orElse(List.of());
    Set<String> seen = new HashSet<>();
    limited.stream()
        .filter(issuer -> !seen.add(issuer.uri()))
        .findFirst()
        .ifPresent(
            issuer -> {
              throw new IllegalStateException(LIMITED + ": " + issuer.uri() + " is there twice");
            });
    return new TrustedIssuers(
        limited.isEmpty()
            ? Stream.ofNullable(environment.getProperty(ONE_FOR_ALL))
                .filter(uri -> !uri.isBlank())
                .map(uri -> new Issuer(uri, Set.of(), Set.of()))
                .toList()
            : limited);
  }

  /**
   * @throws IllegalArgumentException when its issuer has no say over this role or organisation
   */
  Caller require(Caller caller) {
    boolean mayNot =
        all.stream()
            .filter(issuer -> issuer.uri().equals(caller.issuer()))
            .anyMatch(issuer -> !issuer.speaksFor(caller));
    if (mayNot) {
      throw new IllegalArgumentException(
          "this issuer may not speak for this role and organization");
    }
    return caller;
  }
}
