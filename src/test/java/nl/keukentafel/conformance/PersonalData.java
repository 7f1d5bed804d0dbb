package nl.keukentafel.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * Which elements of a profile can hold personal data, read from its snapshot.
 *
 * <p>A resource is about people when it can name one (HumanName), refer to one or hold another
 * resource in it; then each of its elements is. About someone other than the client is what belongs
 * to a HumanName outside Patient, what is contained, and a reference to a RelatedPerson, except to
 * one who represents the client and so acts in the client's name. Elements of a data type follow
 * the element of that type.
 */
record PersonalData(Map<String, ElementDefinition> elements) {
  private static final Set<String> OF_ANOTHER =
      Set.of("mantelzorger-persoon", "vertegenwoordiging");
  private static final Pattern TECHNICAL =
      Pattern.compile("\\w+\\.(id|meta|implicitRules|language)");
  private static final Pattern PERSON =
      Pattern.compile(
          "(Resource|Patient|Person|Practitioner|PractitionerRole|RelatedPerson"
              + "|wmo-client|wmo-contactpersoon|wmo-mantelzorger|wmo-medewerker)");
  private static final Pattern OTHER_PERSON = Pattern.compile("RelatedPerson|wmo-mantelzorger");

  static PersonalData of(StructureDefinition profile) {
    Map<String, ElementDefinition> all = new LinkedHashMap<>();
    profile.getSnapshot().getElement().forEach(each -> all.put(each.getId(), each));
    PersonalData whole = new PersonalData(all);
    Map<String, ElementDefinition> possible = new LinkedHashMap<>(all);
    possible.values().removeIf(each -> whole.isForbidden(each) || whole.isOfDataType(each));
    return new PersonalData(possible);
  }

  private boolean isForbidden(ElementDefinition element) {
    return lineage(element).anyMatch(each -> "0".equals(each.getMax()));
  }

  private boolean isOfDataType(ElementDefinition element) {
    return lineage(element)
        .filter(each -> each.getPath().contains(".") && !each.getPath().equals(element.getPath()))
        .anyMatch(each -> !is(each, "BackboneElement") && !is(each, "Element"));
  }

  List<String> uncategorised() {
    return isAboutPeople() ? ids(each -> categories(each).isEmpty()) : List.of();
  }

  List<String> ofAnotherUnderTheClient() {
    return ids(each -> isOfAnother(each) && !OF_ANOTHER.containsAll(categories(each)));
  }

  private List<String> ids(Predicate<ElementDefinition> wanted) {
    return elements.values().stream()
        .filter(each -> !TECHNICAL.matcher(each.getPath()).matches())
        .filter(wanted)
        .map(ElementDefinition::getId)
        .toList();
  }

  private boolean isAboutPeople() {
    return elements.values().stream()
        .anyMatch(each -> is(each, "HumanName") || is(each, "Resource") || refersTo(each, PERSON));
  }

  private boolean isOfAnother(ElementDefinition element) {
    return is(element, "Resource")
        || refersTo(element, OTHER_PERSON)
        || lineage(element).anyMatch(this::isSomeoneElse);
  }

  private boolean isSomeoneElse(ElementDefinition owner) {
    ElementDefinition name = elements.get(owner.getId() + ".name");
    return name != null && is(name, "HumanName") && !owner.getPath().equals("Patient");
  }

  /** Its own, or else those of the nearest element around it. */
  private Set<String> categories(ElementDefinition element) {
    return lineage(element)
        .map(ProfileCategories::codes)
        .filter(codes -> !codes.isEmpty())
        .findFirst()
        .orElse(Set.of());
  }

  /** The element, what it is a slice of, what they are part of, and so on to the root. */
  private Stream<ElementDefinition> lineage(ElementDefinition element) {
    return Stream.iterate(element.getId(), id -> !id.isEmpty(), PersonalData::outwards)
        .map(elements::get)
        .filter(Objects::nonNull);
  }

  private static String outwards(String id) {
    return id.substring(0, Math.max(0, Math.max(id.lastIndexOf('.'), id.lastIndexOf(':'))));
  }

  private static boolean is(ElementDefinition element, String type) {
    return element.getType().stream().anyMatch(each -> type.equals(each.getCode()));
  }

  private static boolean refersTo(ElementDefinition element, Pattern who) {
    return element.getType().stream()
        .flatMap(each -> each.getTargetProfile().stream())
        .anyMatch(each -> who.matcher(each.getValue().replaceFirst(".*/", "")).matches());
  }
}
