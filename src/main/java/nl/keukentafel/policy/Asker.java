package nl.keukentafel.policy;

import java.time.LocalDate;
import java.util.Collections;
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
    EnumSet<Relation> ties = enumSet(Relation.class, relations);
    if (ties.isEmpty()) {
      ties.add(Relation.GEEN);
    } else if (ties.size() > 1) {
      ties.remove(Relation.GEEN);
    }
    relations = Collections.unmodifiableSet(ties);
    conditions = Collections.unmodifiableSet(enumSet(Condition.class, conditions));
    consentedSources = Collections.unmodifiableSet(enumSet(Herkomst.class, consentedSources));
  }

  public Asker with(Condition condition) {
    EnumSet<Condition> more = EnumSet.of(condition);
    more.addAll(conditions);
    return new Asker(role, relations, organisation, purpose, on, more, consentedSources);
  }

  /** Whether the asker has nothing to do with this client. */
  public boolean isUnrelated() {
    return relations.contains(Relation.GEEN);
  }

  boolean actsFor(Controller controller) {
    return controller.equals(organisation);
  }

  /** Whether a condition is met for data from this source. */
  boolean holds(Condition condition, Herkomst source) {
    return condition == Condition.TOESTEMMING
        ? consentedSources.contains(source)
        : conditions.contains(condition);
  }

  private static <E extends Enum<E>> EnumSet<E> enumSet(Class<E> type, Set<E> values) {
    EnumSet<E> set = EnumSet.noneOf(type);
    set.addAll(values);
    return set;
  }
}
