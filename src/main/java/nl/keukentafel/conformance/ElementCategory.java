package nl.keukentafel.conformance;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base;

/**
 * The categories of one element (or slice) of a profile.
 *
 * @param steps from the root of the resource down to the element
 */
record ElementCategory(List<Step> steps, Set<String> categories) {
  /**
   * @param slice what tells the slice from its siblings; empty when the element is not sliced
   */
  record Step(String name, List<Discriminator> slice) {
    boolean admits(Base value) {
      return slice.stream().allMatch(each -> each.holds(value));
    }
  }

  /** A value that a slice fixes, at a path below the element. */
  record Discriminator(List<String> path, Base expected) {
    boolean holds(Base value) {
      Stream<Base> reached = Stream.of(value);
      for (String name : path) {
        reached = reached.flatMap(each -> each.listChildrenByName(name).stream());
      }
      return reached.anyMatch(actual -> contains(actual, expected));
    }

    /** Pattern semantics, https://hl7.org/fhir/R4/elementdefinition.html (pattern[x]). */
    private static boolean contains(Base actual, Base pattern) {
      if (pattern.isPrimitive()) {
        return pattern.primitiveValue().equals(actual.primitiveValue());
      }
      return pattern.children().stream()
          .allMatch(
              child ->
                  child.getValues().stream()
                      .allMatch(
                          wanted ->
                              actual.listChildrenByName(child.getName()).stream()
                                  .anyMatch(present -> contains(present, wanted))));
    }
  }

  Stream<Found> find(Base resource) {
    Stream<Base> owners = Stream.of(resource);
    for (Step step : steps.subList(0, steps.size() - 1)) {
      owners = owners.flatMap(owner -> values(owner, step));
    }
    Step last = steps.get(steps.size() - 1);
    return owners.flatMap(
        owner ->
            values(owner, last).map(value -> new Found(owner, last.name(), value, categories)));
  }

  private static Stream<Base> values(Base owner, Step step) {
    return owner.listChildrenByName(step.name()).stream().filter(step::admits);
  }
}
