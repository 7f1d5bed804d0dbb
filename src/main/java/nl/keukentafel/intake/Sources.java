package nl.keukentafel.intake;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.instance.model.api.IBaseHasExtensions;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Where a value was read: in which resource, and whether that says, or an item of it, that it came
 * from another. So an answer can say where it came from and when.
 */
final class Sources {
  private static final String SOURCE = Canonical.extension("bron");
  private static final List<String> MOMENTS =
      List.of("effective[x]", "recordedDate", "created", "authored", "start[x]", "date");

  /**
   * @param origin as the nearest element around the value states it
   */
  record Source(Resource resource, Optional<Herkomst> origin) {}

  private final Map<Base, Source> found = new IdentityHashMap<>();
  private final Map<Resource, String> references = new IdentityHashMap<>();

  /** To an expression the id of a resource is no more than that: without type and version. */
  void add(Resource resource) {
    references.put(resource, resource.getIdElement().toUnqualified().getValue());
    resource.setId(resource.getIdElement().getIdPart());
    add(resource, new Source(resource, Optional.empty()));
  }

  private void add(Base value, Source around) {
    Source source =
        value instanceof IBaseHasExtensions stating && Origins.own(stating).isPresent()
            ? new Source(around.resource(), Origins.own(stating))
            : around;
    found.put(value, source);
    for (Property property : value.children()) {
      property.getValues().forEach(child -> add(child, source));
    }
  }

  Optional<Source> of(Base value) {
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
