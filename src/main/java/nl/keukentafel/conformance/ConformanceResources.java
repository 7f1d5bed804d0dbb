package nl.keukentafel.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The project's own conformance resources, https://hl7.org/fhir/R4/conformance-module.html.
 *
 * <p>Immutable, so it can be loaded on a second thread while the rest of the server starts.
 */
public final class ConformanceResources {
  private static final String[] FOLDERS = {
    "classpath*:conformance/profiles/*.json", "classpath*:conformance/terminology/*.json"
  };

  private final FhirContext context;
  private final List<Resource> resources;

  private ConformanceResources(FhirContext context, List<Resource> resources) {
    this.context = context;
    this.resources = List.copyOf(resources);
  }

  /**
   * Loads the folders {@code conformance/profiles} and {@code conformance/terminology}.
   *
   * @throws IllegalStateException when a file cannot be parsed; the message names it
   */
  public static ConformanceResources load(FhirContext context) {
    return load(context, FOLDERS);
  }

  static ConformanceResources load(FhirContext context, String... patterns) {
    PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
    List<org.springframework.core.io.Resource> files = new ArrayList<>();
    try {
      for (String pattern : patterns) {
        files.addAll(Arrays.asList(resolver.getResources(pattern)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ConformanceResources(
        context, Assembly.in(files.parallelStream().map(file -> parse(context, file)).toList()));
  }

  private static Resource parse(FhirContext context, org.springframework.core.io.Resource file) {
    try (InputStream content = file.getInputStream()) {
      IBaseResource found =
          context
              .newJsonParser()
              .setParserErrorHandler(new StrictErrorHandler())
              .parseResource(content);
      // in R4 a subscription topic is a Basic
      if (found instanceof MetadataResource || found instanceof Basic) {
        return (Resource) found;
      }
      throw new DataFormatException("a " + found.fhirType());
    } catch (DataFormatException | IOException e) {
      throw new IllegalStateException(
          "not a conformance resource: " + file.getDescription() + ": " + e.getMessage(), e);
    }
  }

  /** These resources and more, such as a code system that is generated at start. */
  public ConformanceResources with(Collection<? extends Resource> more) {
    List<Resource> all = new ArrayList<>(resources);
    all.addAll(more);
    return new ConformanceResources(context, all);
  }

  /** The same, with the snapshot of every profile worked out. */
  public ConformanceResources withSnapshots() {
    return withSnapshots(ValidationChain.of(this).support());
  }

  ConformanceResources withSnapshots(IValidationSupport support) {
    ValidationSupportContext chain = new ValidationSupportContext(support);
    return new ConformanceResources(
        context,
        resources.stream()
            .map(
                each ->
                    each instanceof StructureDefinition profile
                        ? (Resource)
                            support.generateSnapshot(
                                chain, profile, profile.getUrl(), "", profile.getName())
                        : each)
            .toList());
  }

  public <R extends Resource> List<R> all(Class<R> type) {
    return resources.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /**
   * @param canonical with or without {@code |version}; with one, only that version is found
   */
  public <R extends MetadataResource> Optional<R> find(Class<R> type, String canonical) {
    String[] urlAndVersion = canonical.split("\\|", 2);
    return all(type).stream()
        .filter(resource -> urlAndVersion[0].equals(resource.getUrl()))
        .filter(
            resource -> urlAndVersion.length == 1 || urlAndVersion[1].equals(resource.getVersion()))
        .findFirst();
  }

  public FhirContext context() {
    return context;
  }
}
