package nl.keukentafel.server;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** Who could live in a gemeente, of {@code fixtures/gemeente/inwoners.yaml}. */
record Townsfolk(Map<String, List<String>> given, List<Family> family, List<String> street) {
  private static final String EXTENSION = "http://hl7.org/fhir/StructureDefinition/";

  record Family(@Nullable String prefix, String name) {}

  static Townsfolk fictional() {
    try {
      return new YAMLMapper()
          .readValue(Path.of("fixtures/gemeente/inwoners.yaml").toFile(), Townsfolk.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a client another name, age and address. */
  Patient as(Patient client, Random random) {
    boolean woman = random.nextInt(3) > 0; // most are
    client
        .setGender(woman ? AdministrativeGender.FEMALE : AdministrativeGender.MALE)
        .setBirthDateElement(
            new DateType(
                LocalDate.of(1930 + random.nextInt(40), 1, 1)
                    .plusDays(random.nextInt(365))
                    .toString()));
    name(
        client.getNameFirstRep(),
        one(given.get(woman ? "female" : "male"), random),
        one(family, random));
    live(client.getAddressFirstRep(), one(street, random), 1 + random.nextInt(120));
    return client;
  }

  private static void name(HumanName name, String first, Family last) {
    String prefix = last.prefix() == null ? "" : last.prefix() + " ";
    StringType whole = new StringType(prefix + last.name());
    if (last.prefix() != null) {
      whole.addExtension(EXTENSION + "humanname-own-prefix", new StringType(last.prefix()));
    }
    whole.addExtension(EXTENSION + "humanname-own-name", new StringType(last.name()));
    name.setText(first.charAt(0) + ". " + whole.getValue()).setFamilyElement(whole);
    name.getGiven().get(0).setValue(first);
  }

  private static void live(Address address, String street, int number) {
    StringType line = new StringType(street + " " + number);
    line.addExtension(EXTENSION + "iso21090-ADXP-streetName", new StringType(street));
    line.addExtension(
        EXTENSION + "iso21090-ADXP-houseNumber", new StringType(String.valueOf(number)));
    address.setLine(List.of(line));
  }

  private static <T> T one(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}
