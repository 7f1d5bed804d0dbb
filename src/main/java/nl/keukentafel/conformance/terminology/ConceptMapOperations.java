package nl.keukentafel.conformance.terminology;

import static nl.keukentafel.conformance.terminology.Asked.value;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.ConceptMap.ConceptMapGroupComponent;
import org.hl7.fhir.r4.model.ConceptMap.TargetElementComponent;
import org.hl7.fhir.r4.model.Enumerations.ConceptMapEquivalence;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;

/** {@code $translate}, https://hl7.org/fhir/R4/conceptmap-operation-translate.html. */
public final class ConceptMapOperations implements IResourceProvider {
  private final List<ConceptMap> own;

  public ConceptMapOperations(List<ConceptMap> own) {
    this.own = own;
  }

  @Override
  public Class<ConceptMap> getResourceType() {
    return ConceptMap.class;
  }

  /**
   * What a code is called elsewhere, by every map that knows it.
   *
   * @param id only this map, or that of {@code url}
   * @param target only to this value set
   * @param targetSystem only to this code system
   * @return {@code result} is true when at least one match is not {@code unmatched} or {@code
   *     disjoint}
   */
  @Operation(name = "$translate", idempotent = true)
  public Parameters translate(
      @IdParam(optional = true) @Nullable IdType id,
      @OperationParam(name = "url") @Nullable UriType url,
      @OperationParam(name = "code") @Nullable CodeType code,
      @OperationParam(name = "system") @Nullable UriType system,
      @OperationParam(name = "coding") @Nullable Coding coding,
      @OperationParam(name = "codeableConcept") @Nullable CodeableConcept concept,
      @OperationParam(name = "target") @Nullable UriType target,
      @OperationParam(name = "targetsystem") @Nullable UriType targetSystem) {
    List<ConceptMap> maps =
        own.stream()
            .filter(each -> id == null || each.getIdElement().getIdPart().equals(id.getIdPart()))
            .filter(each -> url == null || url.getValue().equals(each.getUrl()))
            .filter(each -> target == null || target.getValue().equals(targetOf(each)))
            .toList();
    if (maps.isEmpty()) {
      throw Asked.notFound("There is no such concept map on this server");
    }
    return translate(maps, Asked.coding(code, system, coding, concept), value(targetSystem));
  }

  private static Parameters translate(
      List<ConceptMap> maps, Coding asked, @Nullable String targetSystem) {
    if (!asked.hasSystem()) {
      throw Asked.invalid("Give the system of the code");
    }
    List<ParametersParameterComponent> matches =
        maps.stream()
            .flatMap(
                map ->
                    map.getGroup().stream()
                        .filter(group -> asked.getSystem().equals(group.getSource()))
                        .filter(
                            group -> targetSystem == null || targetSystem.equals(group.getTarget()))
                        .flatMap(group -> matches(map, group, asked.getCode())))
            .toList();
    boolean known = matches.stream().anyMatch(ConceptMapOperations::isMatch);
    Parameters answer = new Parameters().addParameter("result", new BooleanType(known));
    if (!known) {
      answer.addParameter("message", "No map on this server has a counterpart of this code");
    }
    matches.forEach(answer::addParameter);
    return answer;
  }

  private static Stream<ParametersParameterComponent> matches(
      ConceptMap map, ConceptMapGroupComponent group, String code) {
    return group.getElement().stream()
        .filter(element -> code.equals(element.getCode()))
        .flatMap(element -> element.getTarget().stream())
        .map(target -> match(map, group, target));
  }

  private static ParametersParameterComponent match(
      ConceptMap map, ConceptMapGroupComponent group, TargetElementComponent target) {
    ParametersParameterComponent match = new ParametersParameterComponent(new StringType("match"));
    match.addPart().setName("equivalence").setValue(new CodeType(target.getEquivalence().toCode()));
    if (target.hasCode()) {
      match
          .addPart()
          .setName("concept")
          .setValue(new Coding(group.getTarget(), target.getCode(), target.getDisplay()));
    }
    match.addPart().setName("source").setValue(new UriType(map.getUrl()));
    return match;
  }

  private static boolean isMatch(ParametersParameterComponent match) {
    String equivalence = match.getPartFirstRep().getValue().primitiveValue();
    return !equivalence.equals(ConceptMapEquivalence.UNMATCHED.toCode())
        && !equivalence.equals(ConceptMapEquivalence.DISJOINT.toCode());
  }

  private static @Nullable String targetOf(ConceptMap map) {
    return map.hasTarget() ? map.getTarget().primitiveValue() : null;
  }
}
