package nl.keukentafel.policy;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything the rulebook needs to know of who asks, in relation to one client.
 *
 * @param relations {@link Relation#GEEN} when there is none, and only then
 * @param organisation the controller in whose name the asker acts; absent for a client or a
 *     representative
 * @param on the date of the decision; it picks the version of each law
 * @param conditions facts of the request (never {@link Condition#TOESTEMMING}, which follows from
 *     the next)
 * @param consentedSources the herkomsten for which the client gave this organisation explicit
 *     consent to break the secrecy (toestemmingssoort {@code doorbreken-geheimhouding})
 */
public record Asker(
    Role role,
    Set<Relation> relations,
    @Nullable Controller organisation,
    Purpose purpose,
    LocalDate on,
    Set<Condition> conditions,
    Set<Herkomst> consentedSources) {
  public Asker {
    EnumSet<Relation> ties = EnumSet.noneOf(Relation.class);
    ties.addAll(relations);
    if (ties.size() > 1) {
      ties.remove(Relation.GEEN);
    }
    relations = ties.isEmpty() ? Set.of(Relation.GEEN) : Set.copyOf(ties);
    conditions = Set.copyOf(conditions);
    consentedSources = Set.copyOf(consentedSources);
  }

  public Asker with(Condition condition) {
    EnumSet<Condition> more = EnumSet.of(condition);
    more.addAll(conditions);
    return new Asker(role, relations, organisation, purpose, on, more, consentedSources);
  }
}
