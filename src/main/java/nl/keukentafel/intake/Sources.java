package nl.keukentafel.intake;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Which resource a value was read from, so that an answer can say where it came from and when. */
final class Sources {
  private static final String SOURCE = Canonical.extension("bron");
  private static final List<String> MOMENTS =
      List.of("effective[x]", "recordedDate", "created", "authored", "start[x]", "date");

  private final Map<Base, Resource> found = new IdentityHashMap<>();
  private final Map<Resource, String> references = new IdentityHashMap<>();

  /** To an expression the id of a resource is no more than that: without type and version. */
  void add(Resource resource) {
    references.put(resource, resource.getIdElement().toUnqualified().getValue());
    resource.setId(resource.getIdElement().getIdPart());
    add(resource, resource);
  }

  private void add(Base value, Resource resource) {
    found.put(value, resource);
    for (Property property : value.children()) {
      property.getValues().forEach(child -> add(child, resource));
    }
  }

  Optional<Resource> of(Base value) {
    return Optional.ofNullable(found.get(value));
  }

  /** {@code ext-bron}: the resource in this version, and the moment that it tells of. */
  Extension telling(Resource resource) {
    Extension source = new Extension(SOURCE);
    source.addExtension("gegeven", new Reference(references.get(resource)));
    source.addExtension("moment", moment(resource));
    return source;
  }

  private static DateTimeType moment(Resource resource) {
    return MOMENTS.stream()
        .map(resource::getChildByName)
        .filter(Objects::nonNull)
        .flatMap(property -> property.getValues().stream())
        .flatMap(
            value ->
                value instanceof BaseDateTimeType moment
                    ? Stream.of(new DateTimeType(moment.getValueAsString()))
                    : Stream.empty())
        .findFirst()
        .orElseGet(() -> new DateTimeType(resource.getMeta().getLastUpdated()));
  }
}
