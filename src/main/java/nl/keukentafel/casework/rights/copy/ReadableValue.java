package nl.keukentafel.casework.rights.copy;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.casework.rights.insight.Words;
import nl.keukentafel.casework.verslag.Pages;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** One value in words; the words that FHIR itself has are in {@code verslag/woorden.properties}. */
final class ReadableValue {
  private final Words words;
  private final Function<Reference, String> names;
  private final Properties dutch = new Properties();

  /**
   * @param names what is pointed at; the reference itself when it has no name
   */
  ReadableValue(Words words, Function<Reference, String> names) {
    this.words = words;
    this.names = names;
    try (Reader file =
        new InputStreamReader(
            Objects.requireNonNull(
                ReadableValue.class.getResourceAsStream("/verslag/woorden.properties")),
            StandardCharsets.UTF_8)) {
      dutch.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an element of FHIR is called. */
  String word(String element) {
    return dutch.getProperty(element, element);
  }

  /** Empty when it is no single value: then its parts are. */
  Optional<String> of(Base value) {
    if (value instanceof CodeableConcept concept) {
      return Optional.of(
          concept.hasText()
              ? concept.getText()
              : joined(named(concept.getCoding()).map(this::coding).distinct()));
    } else if (value instanceof Coding coding) {
      return Optional.of(coding(coding));
    } else if (value instanceof Reference reference) {
      return Optional.ofNullable(named(reference));
    } else if (value instanceof Period period) {
      return Optional.of(
          joined(
              Stream.of(
                  period.hasStart() ? "vanaf " + Pages.day(period.getStart()) : "",
                  period.hasEnd() ? "tot en met " + Pages.day(period.getEnd()) : "")));
    } else if (value instanceof HumanName name) {
      return Optional.of(name.hasText() ? name.getText() : name.getNameAsSingleString());
    } else if (value instanceof Address address) {
      return Optional.of(
          address.hasText()
              ? address.getText()
              : joined(
                  Stream.concat(
                      address.getLine().stream().map(each -> each.getValue()),
                      Stream.of(address.getPostalCode(), address.getCity()))));
    } else if (value instanceof ContactPoint point) {
      return Optional.of(String.valueOf(point.getValue()));
    } else if (value instanceof Identifier identifier) {
      return Optional.ofNullable(identifier.getValue());
    } else if (value instanceof Annotation note) {
      return Optional.ofNullable(note.getText());
    } else if (value instanceof Quantity quantity) {
      return Optional.of(
          quantity.getValue()
              + " "
              + (quantity.hasUnit()
                  ? quantity.getUnit()
                  : dutch.getProperty("." + quantity.getCode(), "")));
    }
    return value.isPrimitive() ? Optional.of(primitive(value)) : Optional.empty();
  }

  private String primitive(Base value) {
    if (value instanceof BaseDateTimeType moment && moment.getValue() != null) {
      return Pages.day(moment.getValue());
    }
    String text = String.valueOf(value.primitiveValue());
    return dutch.getProperty("." + text, text);
  }

  /**
   * By its name, or else as what it is: the number that the store gave it tells nobody anything.
   */
  private @Nullable String named(Reference reference) {
    if (!reference.hasReference() && !reference.hasDisplay()) {
      return reference.getIdentifier().getValue();
    }
    String name = names.apply(reference);
    return name.equals(reference.getReference())
        ? word(String.valueOf(reference.getReferenceElement().getResourceType()))
        : name;
  }

  /** The same in several systems is said once: in the one that has a word for it. */
  private Stream<Coding> named(List<Coding> codings) {
    List<Coding> named =
        codings.stream().filter(each -> !coding(each).equals(each.getCode())).toList();
    return (named.isEmpty() ? codings : named).stream();
  }

  /** A code of another in Dutch, as far as it is known here. */
  private String coding(Coding coding) {
    String code = String.valueOf(coding.getCode());
    String own = words.of(coding.getSystem(), code);
    return own.equals(code)
        ? dutch.getProperty("." + code, coding.hasDisplay() ? coding.getDisplay() : code)
        : own;
  }

  private static String joined(Stream<String> parts) {
    return parts.filter(each -> each != null && !each.isBlank()).collect(Collectors.joining(", "));
  }
}
