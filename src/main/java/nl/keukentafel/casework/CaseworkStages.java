package nl.keukentafel.casework;

import java.util.List;

/**
 * What the process adds to the stages of a request, for the server to register.
 *
 * @param server looks at requests
 * @param store looks at what is written
 */
public record CaseworkStages(List<Object> server, List<Object> store) {}
