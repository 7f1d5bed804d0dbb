package nl.keukentafel.server;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Sort;
import ca.uhn.fhir.rest.annotation.Validate;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.util.UrlUtil;
import java.util.Arrays;
import java.util.stream.Collectors;
import nl.keukentafel.conformance.Validation;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Reads, searches and validates one stored type, https://hl7.org/fhir/R4/http.html. HAPI's stock
 * providers open a score of operations that would have to be closed again; here the methods are all
 * there is.
 */
class ReadEndpoint<R extends Resource> implements IResourceProvider {
  final IFhirResourceDao<R> dao;
  private final MatchUrlService matchUrls;
  private final Validation validation;

  ReadEndpoint(IFhirResourceDao<R> dao, MatchUrlService matchUrls, Validation validation) {
    this.dao = dao;
    this.matchUrls = matchUrls;
    this.validation = validation;
  }

  @Override
  public Class<R> getResourceType() {
    return dao.getResourceType();
  }

  @Read
  public R read(@IdParam IdType id, RequestDetails request) {
    return dao.read(id, request);
  }

  @Search(allowUnknownParams = true)
  public IBundleProvider search(@Sort @Nullable SortSpec sort, RequestDetails request) {
    String parameters =
        request.getParameters().entrySet().stream()
            .flatMap(
                each ->
                    Arrays.stream(each.getValue())
                        .map(value -> each.getKey() + "=" + UrlUtil.escapeUrlParam(value)))
            .collect(Collectors.joining("&"));
    SearchParameterMap query =
        matchUrls
            .getResourceSearch(request.getResourceName() + "?" + parameters)
            .getSearchParameterMap();
    query.setSort(sort);
    return dao.search(query, request);
  }

  /**
   * Says what is wrong with a resource before it is sent; nothing is stored, and nothing is judged
   * by the rulebook, https://hl7.org/fhir/R4/resource-operation-validate.html.
   *
   * @param profile judged by this one too, beside those that the resource declares
   */
  @Validate
  public MethodOutcome validate(
      @ResourceParam IBaseResource resource, @Validate.Profile @Nullable String profile) {
    if (profile != null) {
      ((Resource) resource).getMeta().addProfile(profile);
    }
    MethodOutcome outcome = new MethodOutcome();
    outcome.setOperationOutcome(validation.validate(resource));
    return outcome;
  }
}
