package nl.keukentafel.conformance;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.List;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.IdType;
import org.jspecify.annotations.Nullable;

/**
 * The subscription topics, which in R4 are {@code Basic},
 * https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/.
 */
record TopicProvider(List<Basic> topics) implements IResourceProvider {
  @Override
  public Class<Basic> getResourceType() {
    return Basic.class;
  }

  @Read
  public Basic read(@IdParam IdType id) {
    return topics.stream()
        .filter(each -> each.getIdElement().getIdPart().equals(id.getIdPart()))
        .findFirst()
        .orElseThrow(() -> new ResourceNotFoundException(id));
  }

  @Search
  public List<Basic> search(@OptionalParam(name = "code") @Nullable TokenParam code) {
    return topics.stream()
        .filter(each -> code == null || code.getValue().equals(codeOf(each)))
        .toList();
  }

  private static String codeOf(Basic topic) {
    return topic.getCode().getCodingFirstRep().getCode();
  }
}
