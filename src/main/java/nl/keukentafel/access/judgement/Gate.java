package nl.keukentafel.access.judgement;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;

/**
 * The table of what is open: interaction × type × parameter × role ({@code access/gate.yaml}).
 * Whatever it does not name is closed; the CapabilityStatement and the search index follow it.
 */
public record Gate(Set<String> parameters, Set<String> sort, Map<String, Opening> types) {
  private static final String EVERY_ROLE = "all";

  /** How the resources of a type are reached. */
  public enum Reach {
    @JsonProperty("dossier")
    DOSSIER,
    @JsonProperty("register")
    REGISTER,
    @JsonProperty("own")
    OWN,
    @JsonProperty("log")
    LOG,
    @JsonProperty("public")
    PUBLIC
  }

  /**
   * One row.
   *
   * @param search the parameters that may be asked of this type, beside the common ones
   * @param worklist how an aanbieder asks for its own of all clients at once, by this parameter; a
   *     college gets what it holds itself, and alone when this is {@code college}. Absent: only one
   *     client at a time
   * @param allow the codes of the roles, by interaction ({@code read}) or operation ({@code
   *     $akkoord})
   */
  public record Opening(
      Reach reach, Set<String> search, @Nullable String worklist, Map<String, Set<String>> allow) {
    public boolean hasWorklistOf(@Nullable Controller organisation) {
      return worklist != null
          && organisation != null
          && (organisation.kind() == Controller.Kind.COLLEGE || !worklist.equals("college"));
    }

    public boolean isForEverybody(String interaction) {
      return allow.getOrDefault(interaction, Set.of()).contains(EVERY_ROLE);
    }

    public boolean admits(String interaction, Role role) {
      return isForEverybody(interaction)
          || allow.getOrDefault(interaction, Set.of()).contains(role.code());
    }
  }

  /** The types that are kept in the database; the others are made or read elsewhere. */
  public Map<String, Opening> stored() {
    Map<String, Opening> stored = new LinkedHashMap<>(types);
    stored.values().removeIf(each -> each.reach == Reach.LOG || each.reach == Reach.PUBLIC);
    return stored;
  }

  public Optional<Opening> opening(String type) {
    return Optional.ofNullable(types.get(type));
  }

  /** Reads the table; a role that does not exist fails the start. */
  public static Gate load() {
    try (InputStream table = Gate.class.getResourceAsStream("/access/gate.yaml")) {
      Gate gate = new YAMLMapper().readValue(Objects.requireNonNull(table), Gate.class);
      gate.types.values().stream()
          .flatMap(opening -> opening.allow.values().stream())
          .flatMap(Set::stream)
          .filter(role -> !role.equals(EVERY_ROLE))
          .forEach(Role::of);
      return gate;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
