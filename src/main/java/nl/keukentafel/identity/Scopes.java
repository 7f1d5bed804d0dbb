package nl.keukentafel.identity;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a token may be used for at most; it never widens what the role may do.
 * https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html
 */
public record Scopes(List<Grant> grants) {
  private static final Pattern RESOURCE =
      Pattern.compile("(patient|user|system)/(\\*|[A-Z][A-Za-z]+)\\.(?=[cruds])(c?r?u?d?s?)");

  public Scopes {
    grants = List.copyOf(grants);
  }

  /** One resource scope, such as {@code patient/Composition.rs}. */
  public record Grant(String level, String type, String letters) {
    /**
     * @throws IllegalArgumentException when the text is no SMART v2 resource scope, or a finer one
     */
    public static Grant parse(String scope) {
      if (scope.contains("?")) {
        throw new IllegalArgumentException(
            "scope " + scope + ": search parameters in a scope are not supported");
      }
      Matcher parts = RESOURCE.matcher(scope);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "scope " + scope + ": not a SMART v2 scope such as patient/Composition.rs");
      }
      return new Grant(parts.group(1), parts.group(2), parts.group(3));
    }

    boolean allows(String resourceType, Interaction interaction) {
      return (type.equals("*") || type.equals(resourceType))
          && letters.indexOf(interaction.letter) >= 0;
    }
  }

  /** Reads the scopes of a token; one that is not understood grants nothing. */
  public static Scopes of(Collection<String> scopes) {
    return new Scopes(
        scopes.stream().filter(RESOURCE.asMatchPredicate()).map(Grant::parse).distinct().toList());
  }

  public static Scopes of(String... scopes) {
    return of(List.of(scopes));
  }

  public boolean allows(String resourceType, Interaction interaction) {
    return grants.stream().anyMatch(grant -> grant.allows(resourceType, interaction));
  }

  /** Without a patient in context a {@code patient/} scope reaches nobody. */
  Scopes withoutPatient() {
    return new Scopes(
        grants.stream().filter(Predicate.not(grant -> grant.level().equals("patient"))).toList());
  }
}
