package nl.keukentafel.casework.process;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Relation;
import nl.keukentafel.policy.Role;
import org.jspecify.annotations.Nullable;

/**
 * The steps of an aanvraag and what moves it, as {@code process/wmo.yaml} has them.
 *
 * @param happenings what moves it beside a party's own update, in words, by the code of a {@link
 *     Happening}
 */
record WmoProcess(
    Map<String, Party> parties,
    Map<String, LegalTerm> terms,
    Map<String, Step> steps,
    Map<String, String> happenings,
    Start start,
    List<Transition> transitions) {

  /** Who can move an aanvraag. */
  record Party(Set<String> roles, String relation, String name) {
    boolean includes(Asker asker) {
      return roles.contains(asker.role().code())
          && asker.relations().contains(Relation.of(relation));
    }
  }

  /**
   * @param says what the client reads
   * @param closed whether the aanvraag is over
   */
  record Step(String says, boolean closed) {}

  /** Where an aanvraag may begin. */
  record Start(Set<String> steps, List<String> by, List<String> sets) {}

  /**
   * One way from one step to the next.
   *
   * @param on what makes it happen; absent when a party takes the step itself
   * @param sets the terms that begin to run; the first is the one of the step
   * @param ends whether no term runs any more
   */
  record Transition(
      Set<String> from,
      String to,
      @JsonProperty("on") @Nullable String happening,
      List<String> by,
      @Nullable List<String> sets,
      boolean ends) {
    List<String> begins() {
      return sets == null ? List.of() : sets;
    }

    boolean isOwnUpdate() {
      return happening == null;
    }
  }

  /** Reads the process; a mistake in it fails the start. */
  static WmoProcess load() {
    return read(Objects.requireNonNull(WmoProcess.class.getResourceAsStream("/process/wmo.yaml")));
  }

  static WmoProcess read(InputStream text) {
    try (text) {
      WmoProcess process =
          YAMLMapper.builder()
              .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
              .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .build()
              .readValue(text, WmoProcess.class);
      process.parties.values().forEach(party -> party.roles.forEach(Role::of));
      process.parties.values().forEach(party -> Relation.of(party.relation));
      List<String> mistakes = new ProcessCheck(process).mistakes();
      if (!mistakes.isEmpty()) {
        throw new IllegalArgumentException("process/wmo.yaml: " + String.join("; ", mistakes));
      }
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Step step(String code) {
    return Objects.requireNonNull(steps.get(code), code);
  }

  LegalTerm term(String code) {
    return Objects.requireNonNull(terms.get(code), code);
  }

  /** The terms within which this party has to act. */
  Set<String> termsOf(String party) {
    return terms.entrySet().stream()
        .filter(term -> term.getValue().whose().equals(party))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What a happening does to an aanvraag at this step; empty when it does not move it. */
  Optional<Transition> on(Happening happening, String step) {
    return from(step).filter(each -> happening.code().equals(each.happening)).findFirst();
  }

  Stream<Transition> from(String step) {
    return transitions.stream().filter(each -> each.from.contains(step));
  }

  boolean includes(List<String> parties, Asker asker) {
    return parties.stream().map(this.parties::get).anyMatch(party -> party.includes(asker));
  }
}
