package nl.keukentafel.intake;

import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.exceptions.PathEngineException;
import org.hl7.fhir.r4.fhirpath.ExpressionNode;
import org.hl7.fhir.r4.fhirpath.FHIRPathEngine;
import org.hl7.fhir.r4.fhirpath.FHIRPathUtilityClasses.FunctionDetails;
import org.hl7.fhir.r4.fhirpath.IHostApplicationServices;
import org.hl7.fhir.r4.fhirpath.TypeDetails;
import org.hl7.fhir.r4.hapi.ctx.HapiWorkerContext;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.utilities.fhirpath.FHIRPathConstantEvaluationMode;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;

/**
 * FHIRPath over a response, with the variables of SDC, https://hl7.org/fhirpath and
 * https://hl7.org/fhir/uv/sdc/expressions.html.
 */
final class Expressions {
  private final SingletonSupplier<FHIRPathEngine> engine;
  private final Map<String, ExpressionNode> parsed = new ConcurrentHashMap<>();

  /** The engine reads all of base FHIR, so it waits for the first form. */
  Expressions(IValidationSupport support) {
    engine =
        SingletonSupplier.of(
            () -> {
              FHIRPathEngine made =
                  new FHIRPathEngine(new HapiWorkerContext(support.getFhirContext(), support));
              made.setHostServices(new Variables());
              return made;
            });
  }

  /**
   * @throws FHIRException when the expression cannot be parsed or evaluated
   */
  List<Base> evaluate(String expression, Scope scope) {
    FHIRPathEngine fhirPath = engine.obtain();
    ExpressionNode node = parsed.computeIfAbsent(expression, fhirPath::parse);
    return fhirPath.evaluate(scope, (Base) scope.response(), scope.response(), scope.focus(), node);
  }

  /**
   * What an expression in a template sees.
   *
   * @param focus where its paths start
   * @param variables by name, without the percent sign
   * @param response {@code %resource}
   */
  record Scope(Base focus, Map<String, Base> variables, QuestionnaireResponse response) {
    Scope at(Base newFocus) {
      return new Scope(newFocus, variables, response);
    }

    Scope with(String name, Base value) {
      Map<String, Base> more = new LinkedHashMap<>(variables);
      more.put(name, value);
      return new Scope(focus, more, response);
    }
  }

  /**
   * Hands the variables of the scope to the FHIRPath engine, and the function that the R4 engine
   * lacks, https://hl7.org/fhirpath/#todate--date.
   */
  private static final class Variables implements IHostApplicationServices {
    private static final String TO_DATE = "toDate";

    @Override
    public List<Base> resolveConstant(
        FHIRPathEngine engine, Object scope, String name, FHIRPathConstantEvaluationMode mode) {
      Base value = ((Scope) scope).variables().get(name.replaceFirst("^%", ""));
      return value == null ? List.of() : List.of(value);
    }

    @Override
    public @Nullable TypeDetails resolveConstantType(
        FHIRPathEngine engine, Object scope, String name, FHIRPathConstantEvaluationMode mode) {
      return null;
    }

    @Override
    public boolean log(String argument, List<Base> focus) {
      return false;
    }

    @Override
    public @Nullable FunctionDetails resolveFunction(FHIRPathEngine engine, String name) {
      return name.equals(TO_DATE) ? new FunctionDetails("the date of a moment", 0, 0) : null;
    }

    @Override
    public TypeDetails checkFunction(
        FHIRPathEngine engine,
        Object scope,
        String name,
        TypeDetails focus,
        List<TypeDetails> parameters) {
      throw new PathEngineException("no such function: " + name);
    }

    @Override
    public List<Base> executeFunction(
        FHIRPathEngine engine,
        Object scope,
        List<Base> focus,
        String name,
        List<List<Base>> parameters) {
      return focus.stream().map(Base::primitiveValue).map(Variables::date).toList();
    }

    private static Base date(String moment) {
      return new DateType(moment.substring(0, Math.min(moment.length(), 10)));
    }

    @Override
    public Base resolveReference(FHIRPathEngine engine, Object scope, String url, Base source) {
      throw new PathEngineException("a template cannot follow references");
    }

    @Override
    public boolean conformsToProfile(
        FHIRPathEngine engine, Object scope, Base item, String profile) {
      throw new PathEngineException("a template cannot ask for conformance");
    }

    @Override
    public @Nullable ValueSet resolveValueSet(FHIRPathEngine engine, Object scope, String url) {
      return null;
    }

    @Override
    public boolean paramIsType(String name, int index) {
      return false;
    }
  }
}
