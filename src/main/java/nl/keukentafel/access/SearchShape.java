package nl.keukentafel.access;

import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Map;
import nl.keukentafel.access.Gate.Opening;
import nl.keukentafel.access.Gate.Reach;
import nl.keukentafel.identity.Caller;

/** What a search may look like: known parameters, no modifiers or chains, one client. */
record SearchShape(Gate gate, Opening opening) {
  /**
   * @throws ca.uhn.fhir.rest.server.exceptions.InvalidRequestException 400 naming the parameter
   */
  void require(RequestDetails request, Caller caller) {
    Map<String, String[]> parameters = request.getParameters();
    parameters.keySet().forEach(this::requireOpen);
    for (String sort : parameters.getOrDefault("_sort", new String[0])) {
      requireSortable(sort);
    }
    if (parameters.containsKey("identifier")
        && request.getResourceName().equals("Patient")
        && request.getRequestType() == RequestTypeEnum.GET) {
      throw Refusal.invalid(
          "Zet een BSN nooit in een adres.",
          "Use POST Patient/_search with the identifier in the body");
    }
    if (opening.reach() == Reach.DOSSIER && caller.patient() == null) {
      requireOneClient(request);
    }
  }

  private void requireOpen(String parameter) {
    if (!gate.parameters().contains(parameter) && !opening.search().contains(parameter)) {
      throw Refusal.invalid(
          "Op dit kenmerk kunt u niet zoeken.",
          "Search parameter or modifier not supported: " + parameter.replaceAll("[^\\w:.-]", "?"));
    }
  }

  private void requireSortable(String sort) {
    for (String by : sort.split(",", -1)) {
      String name = by.startsWith("-") ? by.substring(1) : by;
      if (!gate.sort().contains(name)
          || !(name.startsWith("_") || opening.search().contains(name))) {
        throw Refusal.invalid("Hierop kunt u niet sorteren.", "Unsupported _sort");
      }
    }
  }

  private void requireOneClient(RequestDetails request) {
    boolean patients = request.getResourceName().equals("Patient");
    String[] found =
        request
            .getParameters()
            .getOrDefault(
                patients && request.getParameters().containsKey("identifier")
                    ? "identifier"
                    : patients ? "_id" : "patient",
                new String[0]);
    if (found.length != 1 || found[0].isBlank() || found[0].contains(",")) {
      throw Refusal.invalid(
          "Zoek steeds in het dossier van één cliënt.",
          patients
              ? "Exactly one _id, or one identifier in the body of POST _search, is required"
              : "Exactly one patient is required");
    }
  }
}
