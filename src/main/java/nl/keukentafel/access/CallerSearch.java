package nl.keukentafel.access;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.MatchUrlService;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.SimplePreResourceShowDetails;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletSubRequestDetails;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Searches for an operation as its caller could have searched: through the gate, narrowed, checked,
 * masked, and noted for the access log.
 */
public final class CallerSearch {
  private static final String SORT = "_sort";

  private final GateStage gate;
  private final CheckStage check;
  private final DaoRegistry daos;
  private final MatchUrlService matchUrls;

  CallerSearch(GateStage gate, CheckStage check, DaoRegistry daos, MatchUrlService matchUrls) {
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
    try {
      gate.requireSearch(Session.of(request).orElseThrow(), type);
    } catch (ForbiddenOperationException closed) {
      return List.of();
    }
    ServletSubRequestDetails search = new ServletSubRequestDetails(request);
    Session.of(request).orElseThrow().askedBy(search, request);
    search.setServer(request.getServer());
    search.setResourceName(type);
    search.setRestOperationType(RestOperationTypeEnum.SEARCH_TYPE);
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
    SimplePreResourceShowDetails found =
        new SimplePreResourceShowDetails(
            daos.getResourceDao(type).search(map, search).getAllResources());
    check.show(search, found);
    return IntStream.range(0, found.size())
        .mapToObj(found::getResource)
        .filter(Objects::nonNull)
        .map(Resource.class::cast)
        .toList();
  }
}
