package nl.keukentafel.casework;

import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.List;

/** Every endpoint of a use case, for the server to serve. */
public record CaseworkEndpoints(List<IResourceProvider> all) {}
