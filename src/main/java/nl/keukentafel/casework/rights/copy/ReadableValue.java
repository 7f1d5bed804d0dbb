package nl.keukentafel.casework.rights.copy;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.casework.rights.insight.Register;
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

/** One value in words; the words that FHIR itself has are in {@code verslag/woorden.properties}. */
final class ReadableValue {
  private final Words words;
  private final Register register;
  private final Properties dutch = new Properties();

  ReadableValue(Words words, Register register) {
    this.words = words;
    this.register = register;
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
              : joined(concept.getCoding().stream().map(this::coding)));
    } else if (value instanceof Coding coding) {
      return Optional.of(coding(coding));
    } else if (value instanceof Reference reference) {
      return Optional.of(register.name(reference));
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
          quantity.getValue() + (quantity.hasUnit() ? " " + quantity.getUnit() : ""));
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

  private String coding(Coding coding) {
    return coding.hasDisplay()
        ? coding.getDisplay()
        : words.of(coding.getSystem(), String.valueOf(coding.getCode()));
  }

  private static String joined(Stream<String> parts) {
    return parts.filter(each -> each != null && !each.isBlank()).collect(Collectors.joining(", "));
  }
}
