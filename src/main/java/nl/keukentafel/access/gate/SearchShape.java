package nl.keukentafel.access.gate;

import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Opening;
import nl.keukentafel.access.judgement.Gate.Reach;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.identity.Caller;

/** What a search may look like: known parameters, no modifiers or chains, one client. */
record SearchShape(Gate gate, Opening opening) {
  private static final String CLIENT = "(Patient/)?[A-Za-z0-9\\-.]{1,64}";
  private static final List<String> PAGE = List.of("_count", "_offset");
  private static final Set<String> STORED_ONLY = Set.of("_id", "_lastUpdated", "_sort", "_total");

  /**
   * @throws ca.uhn.fhir.rest.server.exceptions.InvalidRequestException 400 naming the parameter
   */
  void require(ServletRequestDetails request, Caller caller) {
    Map<String, String[]> parameters = request.getParameters();
    parameters.keySet().forEach(this::requireOpen);
    for (String sort : parameters.getOrDefault("_sort", new String[0])) {
      requireSortable(sort);
    }
    requirePage(parameters);
    boolean patients = request.getResourceName().equals("Patient");
    String query = String.valueOf(request.getServletRequest().getQueryString());
    if (patients
        && parameters.containsKey("identifier")
        && (request.isSubRequest() || query.contains("identifier"))) {
      throw Refusal.invalid(
          "Zet een BSN nooit in een adres.",
          "Use POST Patient/_search with the identifier in the body");
    }
    if (opening.reach() == Reach.DOSSIER) {
      boolean hasWorklist = opening.hasWorklistOf(Relations.organisation(caller));
      requireOneClient(parameters, patients, caller.patient() == null && !hasWorklist);
    }
  }

  private void requireOpen(String parameter) {
    boolean common =
        gate.parameters().contains(parameter)
            && !(opening.reach() == Reach.LOG && STORED_ONLY.contains(parameter));
    if (!common && !opening.search().contains(parameter)) {
      throw Refusal.invalid(
          "Op dit kenmerk kunt u niet zoeken.",
          "Search parameter or modifier not supported: " + printable(parameter));
    }
  }

  private static String printable(String asked) {
    return asked.replaceAll("[^\\w:.-]", "?");
  }

  private void requireSortable(String sort) {
    for (String by : sort.split(",", -1)) {
      String name = by.startsWith("-") ? by.substring(1) : by;
      if (!gate.sort().contains(name)
          || !(name.startsWith("_") || opening.search().contains(name))) {
        throw Refusal.invalid(
            "Hierop kunt u niet sorteren.", "Unsupported _sort: " + printable(name));
      }
    }
  }

  private static void requirePage(Map<String, String[]> parameters) {
    for (String name : PAGE) {
      for (String value : parameters.getOrDefault(name, new String[0])) {
        if (!value.matches("\\d{1,6}")) {
          throw Refusal.invalid("Dit is geen goed aantal.", name + " must be a whole number");
        }
      }
    }
  }

  private static void requireOneClient(
      Map<String, String[]> parameters, boolean patients, boolean mustBeNamed) {
    String by = !patients ? "patient" : parameters.containsKey("identifier") ? "identifier" : "_id";
    String[] found = parameters.getOrDefault(by, new String[0]);
    boolean one =
        found.length == 1
            && !found[0].contains(",")
            && found[0].matches(by.equals("identifier") ? "[^|]+\\|[^|]+" : CLIENT);
    if (!one && (mustBeNamed || found.length > 0)) {
      throw Refusal.invalid(
          "Zoek steeds in het dossier van één cliënt.",
          patients
              ? "Exactly one _id, or one system|value in the body of POST _search, is required"
              : "Exactly one patient is required");
    }
  }
}
