package nl.keukentafel.access.search;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.SimplePreResourceShowDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletSubRequestDetails;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import nl.keukentafel.access.answer.CheckStage;
import nl.keukentafel.access.gate.GateStage;
import nl.keukentafel.access.session.Session;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Searches for an operation as its caller could have searched: through the gate, narrowed, checked,
 * masked, and noted for the access log.
 */
public final class CallerSearch {
  private static final String SORT = "_sort";
  private static final int PAGE = 200;

  private final GateStage gate;
  private final CheckStage check;
  private final DaoRegistry daos;
  private final MatchUrlService matchUrls;

  public CallerSearch(
      GateStage gate, CheckStage check, DaoRegistry daos, MatchUrlService matchUrls) {
    this.gate = gate;
    this.check = check;
    this.daos = daos;
    this.matchUrls = matchUrls;
  }

  /**
   * @param query {@code Type?parameter=value}, of the server itself and not of the caller
   * @return the first page; nothing when the gate or the token is closed to this caller
   */
  public List<Resource> find(String query, ServletRequestDetails request) {
    String type = query.substring(0, query.indexOf('?'));
    UriComponentsBuilder parameters = UriComponentsBuilder.fromUriString(query);
    String sort = parameters.build().getQueryParams().getFirst(SORT);
    SearchParameterMap map =
        matchUrls
            .getResourceSearch(parameters.replaceQueryParam(SORT).build().toUriString())
            .getSearchParameterMap();
    if (sort != null) {
      map.setSort(
          sort.startsWith("-")
              ? new SortSpec(sort.substring(1), SortOrderEnum.DESC)
              : new SortSpec(sort));
    }
    return isOpen(type, request) ? page(type, map, request).shown() : List.of();
  }

  /** Everything of this type in one dossier, however many pages that is. */
  public List<Resource> all(String type, String patient, ServletRequestDetails request) {
    List<Resource> all = new ArrayList<>();
    int found = isOpen(type, request) ? PAGE : 0;
    for (int offset = 0; found == PAGE; offset += PAGE) {
      SearchParameterMap map =
          type.equals("Patient")
              ? new SearchParameterMap("_id", new TokenParam(patient))
              : new SearchParameterMap("patient", new ReferenceParam("Patient", null, patient));
      map.setCount(PAGE);
      map.setOffset(offset);
      Page page = page(type, map, request);
      all.addAll(page.shown);
      found = page.found;
    }
    return all;
  }

  private boolean isOpen(String type, ServletRequestDetails request) {
    try {
      gate.requireSearch(Session.of(request).orElseThrow(), type);
      return true;
    } catch (ForbiddenOperationException closed) {
      return false;
    }
  }

  private static Map<String, String[]> pageOf(SearchParameterMap map) {
    Map<String, String[]> page = new HashMap<>();
    if (map.getOffset() != null) {
      page.put(Constants.PARAM_OFFSET, new String[] {map.getOffset().toString()});
    }
    if (map.getCount() != null) {
      page.put(Constants.PARAM_COUNT, new String[] {map.getCount().toString()});
    }
    return page;
  }

  /**
   * @param found how many there were before each was checked
   */
  private record Page(int found, List<Resource> shown) {}

  private Page page(String type, SearchParameterMap map, ServletRequestDetails request) {
    ServletSubRequestDetails search = new ServletSubRequestDetails(request);
    Session.of(request).orElseThrow().askedBy(search, request);
    search.setServer(request.getServer());
    search.setResourceName(type);
    search.setRestOperationType(RestOperationTypeEnum.SEARCH_TYPE);
    search.setParameters(
        pageOf(map)); // HAPI takes the offset from there, and drops that of the map
    SimplePreResourceShowDetails found =
        new SimplePreResourceShowDetails(
            daos.getResourceDao(type).search(map, search).getAllResources());
    check.show(search, found);
    return new Page(
        found.size(),
        IntStream.range(0, found.size())
            .mapToObj(found::getResource)
            .filter(Objects::nonNull)
            .map(Resource.class::cast)
            .toList());
  }
}
