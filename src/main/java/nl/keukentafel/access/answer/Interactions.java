package nl.keukentafel.access.answer;

import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.policy.Act;

/**
 * How the access log names what is asked,
 * https://hl7.org/fhir/R4/valueset-restful-interaction.html.
 */
final class Interactions {
  static final String UNKNOWN = "unknown";
  private static final Set<RestOperationTypeEnum> WRITES =
      Set.of(
          RestOperationTypeEnum.CREATE, RestOperationTypeEnum.UPDATE, RestOperationTypeEnum.DELETE);

  private Interactions() {}

  static String of(RequestDetails request) {
    String code =
        request.getOperation() != null
            ? "operation"
            : request.getRestOperationType() == null
                ? UNKNOWN
                : request.getRestOperationType().getCode();
    String interaction =
        Stream.of(code, request.getResourceName(), request.getOperation())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" "));
    return interaction.substring(0, Math.min(interaction.length(), 60));
  }

  static Act act(RequestDetails request) {
    RestOperationTypeEnum type = request.getRestOperationType();
    return type != null && WRITES.contains(type) ? Act.VASTLEGGEN : Act.RAADPLEGEN;
  }
}
