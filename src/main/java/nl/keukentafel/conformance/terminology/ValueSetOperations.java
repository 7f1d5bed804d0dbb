package nl.keukentafel.conformance.terminology;

import static nl.keukentafel.conformance.terminology.Asked.value;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionComponent;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;
import org.jspecify.annotations.Nullable;

/** {@code $expand} and {@code $validate-code}, https://hl7.org/fhir/R4/valueset-operations.html. */
public final class ValueSetOperations implements IResourceProvider {
  private final IValidationSupport support;
  private final CodeSystems codeSystems;
  private final List<ValueSet> own;

  public ValueSetOperations(IValidationSupport support, List<ValueSet> own) {
    this.support = support;
    this.codeSystems = new CodeSystems(support);
    this.own = own;
  }

  @Override
  public Class<ValueSet> getResourceType() {
    return ValueSet.class;
  }

  /**
   * The codes of a value set.
   *
   * @param id of the value set, or else its {@code url}
   * @param filter words that must occur in one display or synonym of the code, in any order
   * @param offset the first code to give, from 0
   * @param count how many codes at most; 0 asks only for the total
   * @param designations gives synonyms and translations too
   * @param language shows that translation as display, where there is one
   */
  @Operation(name = "$expand", idempotent = true)
  public ValueSet expand(
      @IdParam(optional = true) @Nullable IdType id,
      @OperationParam(name = "url") @Nullable UriType url,
      @OperationParam(name = "filter") @Nullable StringType filter,
      @OperationParam(name = "offset") @Nullable IntegerType offset,
      @OperationParam(name = "count") @Nullable IntegerType count,
      @OperationParam(name = "includeDesignations") @Nullable BooleanType designations,
      @OperationParam(name = "displayLanguage") @Nullable CodeType language) {
    ValueSet valueSet = find(id, value(url));
    Expansion all = Expansion.of(valueSet, support);
    Expansion found = filter == null ? all : all.matching(filter.getValue());
    int from = Objects.requireNonNullElse(value(offset), 0);
    int most = Objects.requireNonNullElse(value(count), Integer.MAX_VALUE);
    if (from < 0 || most < 0) {
      throw Asked.invalid("offset and count are 0 or more");
    }
    ValueSet answer = valueSet.copy().setCompose(null);
    ValueSetExpansionComponent expansion =
        answer
            .getExpansion()
            .setIdentifier("urn:uuid:" + UUID.randomUUID())
            .setTimestamp(new Date())
            .setTotal(found.concepts().size())
            .setOffset(from);
    if (filter != null) {
      expansion.addParameter().setName("filter").setValue(filter);
    }
    found.concepts().stream()
        .skip(from)
        .limit(most)
        .map(each -> shown(each, language, designations != null && designations.booleanValue()))
        .forEach(expansion::addContains);
    return answer;
  }

  private static ValueSetExpansionContainsComponent shown(
      ValueSetExpansionContainsComponent concept,
      @Nullable CodeType language,
      boolean designations) {
    if (language != null) {
      concept.getDesignation().stream()
          .filter(each -> !each.hasUse() && language.getValue().equals(each.getLanguage()))
          .findFirst()
          .ifPresent(translation -> concept.setDisplay(translation.getValue()));
    }
    return designations ? concept : concept.setDesignation(null);
  }

  /** Whether the code belongs to the value set, and the display fits. */
  @Operation(name = "$validate-code", idempotent = true)
  public Parameters validate(
      @IdParam(optional = true) @Nullable IdType id,
      @OperationParam(name = "url") @Nullable UriType url,
      @OperationParam(name = "code") @Nullable CodeType code,
      @OperationParam(name = "system") @Nullable UriType system,
      @OperationParam(name = "display") @Nullable StringType display,
      @OperationParam(name = "coding") @Nullable Coding coding,
      @OperationParam(name = "codeableConcept") @Nullable CodeableConcept concept) {
    Coding asked = Asked.coding(code, system, coding, concept);
    return codeSystems.validate(
        asked.getSystem(),
        asked.getCode(),
        display == null ? asked.getDisplay() : display.getValue(),
        find(id, value(url)).getUrl());
  }

  private ValueSet find(@Nullable IdType id, @Nullable String url) {
    if (id == null && url == null) {
      throw Asked.invalid("Say which value set: its url, or its id in the address");
    }
    if (id == null && support.fetchValueSet(url) instanceof ValueSet found) {
      return found;
    }
    return own.stream()
        .filter(each -> id != null && each.getIdElement().getIdPart().equals(id.getIdPart()))
        .findFirst()
        .orElseThrow(() -> Asked.notFound("The value set is not held on this server"));
  }
}
