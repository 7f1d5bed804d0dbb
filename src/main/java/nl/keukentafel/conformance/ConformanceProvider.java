package nl.keukentafel.conformance;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.UriOrListParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.MetadataResource;
import org.jspecify.annotations.Nullable;

/**
 * Serves one type of conformance resource, read-only and from memory,
 * https://hl7.org/fhir/R4/http.html#read and #search.
 */
public final class ConformanceProvider<R extends MetadataResource> implements IResourceProvider {
  private final Class<R> type;
  private final Supplier<List<R>> resources;

  ConformanceProvider(Class<R> type, Supplier<List<R>> resources) {
    this.type = type;
    this.resources = resources;
  }

  @Override
  public Class<R> getResourceType() {
    return type;
  }

  @Read
  public R read(@IdParam IdType id) {
    return resources.get().stream()
        .filter(each -> each.getIdElement().getIdPart().equals(id.getIdPart()))
        .findFirst()
        .orElseThrow(() -> new ResourceNotFoundException(id));
  }

  /**
   * @param name matches, as a FHIR string does, the start of the name in any case
   */
  @Search
  public List<R> search(
      @OptionalParam(name = "_id") @Nullable TokenOrListParam id,
      @OptionalParam(name = "url") @Nullable UriOrListParam url,
      @OptionalParam(name = "name") @Nullable StringParam name,
      @OptionalParam(name = "version") @Nullable TokenParam version) {
    return resources.get().stream()
        .filter(each -> id == null || hasId(each, id))
        .filter(each -> url == null || hasUrl(each, url))
        .filter(each -> name == null || hasName(each, name))
        .filter(each -> version == null || version.getValue().equals(each.getVersion()))
        .toList();
  }

  private static boolean hasId(MetadataResource resource, TokenOrListParam wanted) {
    return wanted.getValuesAsQueryTokens().stream()
        .anyMatch(each -> resource.getIdElement().getIdPart().equals(each.getValue()));
  }

  private static boolean hasUrl(MetadataResource resource, UriOrListParam wanted) {
    return wanted.getValuesAsQueryTokens().stream()
        .anyMatch(each -> each.getValue().equals(resource.getUrl()));
  }

  private static boolean hasName(MetadataResource resource, StringParam wanted) {
    String name = resource.getName();
    return name != null
        && name.toLowerCase(Locale.ROOT).startsWith(wanted.getValue().toLowerCase(Locale.ROOT));
  }
}
