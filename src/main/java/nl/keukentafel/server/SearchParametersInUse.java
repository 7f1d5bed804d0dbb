package nl.keukentafel.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.jpa.searchparam.registry.ISearchParamProvider;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import ca.uhn.fhir.util.HapiExtensions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Opening;
import nl.keukentafel.access.search.NarrowStage;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.SearchParameter;

/**
 * The search parameters that HAPI indexes: those of the gate's table, and the label that narrowing
 * looks at. One stock resource carries dozens of index rows that nobody asks for; these do not.
 */
final class SearchParametersInUse implements ISearchParamProvider {
  private final List<SearchParameter> all;

  SearchParametersInUse(FhirContext fhir, Gate gate, ConformanceResources own) {
    all =
        gate.stored().entrySet().stream()
            .flatMap(
                row ->
                    Stream.concat(
                        row.getValue().search().stream()
                            .map(name -> find(fhir, own, row.getKey(), name)),
                        labels(row.getKey(), row.getValue())))
            .collect(Collectors.toCollection(ArrayList::new));
    all.add(standard(fhir, "Patient", NarrowStage.GEMEENTE));
  }

  /** The project's own parameter of this name, or else FHIR's. */
  static SearchParameter find(
      FhirContext fhir, ConformanceResources own, String type, String name) {
    return own.all(SearchParameter.class).stream()
        .filter(each -> each.getCode().equals(name) && each.hasBase(type))
        .findFirst()
        .orElseGet(() -> standard(fhir, type, name));
  }

  private static SearchParameter standard(FhirContext fhir, String type, String name) {
    RuntimeSearchParam of = fhir.getResourceDefinition(type).getSearchParam(name);
    if (of == null) {
      throw new IllegalStateException(
          "gate.yaml: neither R4 nor the project has a search parameter " + name + " on " + type);
    }
    SearchParameter parameter =
        parameter(type, name, of.getPath(), SearchParamType.fromCode(of.getParamType().getCode()));
    of.getTargets().forEach(parameter::addTarget);
    return parameter;
  }

  private static Stream<SearchParameter> labels(String type, Opening opening) {
    SearchParameter label =
        parameter(type, NarrowStage.PARAMETER, type + ".meta.tag", SearchParamType.TOKEN);
    return opening.search().contains("patient")
        ? Stream.of(label, ofOneClient(type, label))
        : Stream.of(label);
  }

  /**
   * One index over client and label: HAPI uses it for every narrowed search, in the place of an
   * index over the labels of all clients
   * (https://smilecdr.com/docs/fhir_standard/fhir_search_custom_search_parameters.html#combo-search-index-non-unique).
   */
  private static SearchParameter ofOneClient(String type, SearchParameter label) {
    SearchParameter together =
        parameter(type, "patient-" + NarrowStage.PARAMETER, type, SearchParamType.COMPOSITE);
    together.addComponent().setDefinition(url(type, "patient")).setExpression(type);
    together.addComponent().setDefinition(label.getUrl()).setExpression(type);
    together.addExtension(HapiExtensions.EXT_SP_UNIQUE, new BooleanType(false));
    return together;
  }

  private static SearchParameter parameter(
      String type, String name, String expression, SearchParamType kind) {
    SearchParameter parameter =
        new SearchParameter()
            .setUrl(url(type, name))
            .setName(name)
            .setCode(name)
            .setStatus(PublicationStatus.ACTIVE)
            .setType(kind)
            .setExpression(expression);
    parameter.addBase(type).setId("SearchParameter/" + type + "-" + name);
    return parameter;
  }

  private static String url(String type, String name) {
    return Canonical.BASE + "/SearchParameter/" + type + "-" + name;
  }

  @Override
  public IBundleProvider search(SearchParameterMap query) {
    return new SimpleBundleProvider(all);
  }

  @Override
  public SearchParameter read(IIdType id) {
    return all.stream()
        .filter(each -> each.getIdElement().getIdPart().equals(id.getIdPart()))
        .findFirst()
        .orElseThrow();
  }
}
