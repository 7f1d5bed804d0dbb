package nl.keukentafel.intake;

import static nl.keukentafel.intake.Template.SDC;

import ca.uhn.fhir.context.support.IValidationSupport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import nl.keukentafel.intake.Expressions.Scope;
import nl.keukentafel.intake.Sources.Source;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemAnswerComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/**
 * Fills a form with what is known, as its expressions say,
 * https://hl7.org/fhir/uv/sdc/populate.html#expression-based-population. Every answer says where it
 * came from.
 */
public final class Population {
  private static final String VARIABLE = "http://hl7.org/fhir/StructureDefinition/variable";
  private static final String QUERY = "application/x-fhir-query";
  private static final Pattern EMBEDDED = Pattern.compile("\\{\\{(.+?)}}");

  private final Expressions expressions;

  public Population(IValidationSupport support) {
    this.expressions = new Expressions(support);
  }

  /**
   * @param find answers {@code Type?parameter=value} with what the asker may see
   * @return without identifier, author and moment: those are of whoever completes it
   * @throws IllegalStateException when an expression is wrong; the message names form and item
   */
  public QuestionnaireResponse populate(
      Questionnaire questionnaire, Patient patient, Function<String, List<Resource>> find) {
    QuestionnaireResponse response = new QuestionnaireResponse();
    response.setStatus(QuestionnaireResponseStatus.INPROGRESS);
    response.setQuestionnaire(questionnaire.getUrl() + "|" + questionnaire.getVersion());
    response.getSubject().setReference("Patient/" + patient.getIdElement().getIdPart());
    Run run = new Run(questionnaire.getUrl(), find);
    run.sources.add(patient);
    Scope scope =
        run.withVariables(questionnaire, new Scope(response, Map.of("patient", patient), response));
    response.setItem(run.items(questionnaire.getItem(), scope, Optional.empty()));
    return response;
  }

  /** One walk through one form. */
  private final class Run {
    private final String form;
    private final Function<String, List<Resource>> find;
    private final Sources sources = new Sources();

    Run(String form, Function<String, List<Resource>> find) {
      this.form = form;
      this.find = find;
    }

    Scope withVariables(DomainResource owner, Scope scope) {
      Scope wider = scope;
      for (Extension each : owner.getExtensionsByUrl(VARIABLE)) {
        Expression variable = (Expression) each.getValue();
        List<Base> values = evaluate(variable, wider, "");
        if (!values.isEmpty()) {
          wider = wider.with(variable.getName(), values.get(0));
        }
      }
      return wider;
    }

    List<QuestionnaireResponseItemComponent> items(
        List<QuestionnaireItemComponent> questions, Scope scope, Optional<Source> around) {
      List<QuestionnaireResponseItemComponent> items = new ArrayList<>();
      for (QuestionnaireItemComponent question : questions) {
        Optional<Expression> context = expression(question, "itemPopulationContext");
        if (context.isEmpty()) {
          item(question, scope, around).ifPresent(items::add);
          continue;
        }
        for (Base each : evaluate(context.get(), scope, question.getLinkId())) {
          Scope inner = scope.at(each).with(context.get().getName(), each);
          item(question, inner, sources.of(each).or(() -> around)).ifPresent(items::add);
        }
      }
      return items;
    }

    private Optional<QuestionnaireResponseItemComponent> item(
        QuestionnaireItemComponent question, Scope scope, Optional<Source> around) {
      QuestionnaireResponseItemComponent item = new QuestionnaireResponseItemComponent();
      item.setLinkId(question.getLinkId()).setText(question.getText());
      List<QuestionnaireResponseItemComponent> below = items(question.getItem(), scope, around);
      if (question.getType() == QuestionnaireItemType.GROUP) {
        item.setItem(below);
        return below.isEmpty() ? Optional.empty() : Optional.of(item);
      }
      expression(question, "initialExpression").stream()
          .flatMap(each -> evaluate(each, scope, question.getLinkId()).stream())
          .limit(question.getRepeats() ? Long.MAX_VALUE : 1)
          .forEach(value -> answer(item, question, value, sources.of(value).or(() -> around)));
      if (item.hasAnswer()) {
        item.getAnswerFirstRep().setItem(below);
      }
      return item.hasAnswer() ? Optional.of(item) : Optional.empty();
    }

    private void answer(
        QuestionnaireResponseItemComponent item,
        QuestionnaireItemComponent question,
        Base value,
        Optional<Source> source) {
      QuestionnaireResponseItemAnswerComponent answer = item.addAnswer();
      answer.setValue(as(question.getType(), value));
      source.ifPresent(from -> answer.addExtension(sources.telling(from.resource())));
      source
          .flatMap(Source::origin)
          .ifPresent(origin -> answer.addExtension(Origins.EXTENSION, new CodeType(origin.code())));
    }

    private List<Base> evaluate(Expression expression, Scope scope, String linkId) {
      try {
        return QUERY.equals(expression.getLanguage())
            ? List.of(found(expression.getExpression(), scope))
            : expressions.evaluate(expression.getExpression(), scope);
      } catch (FHIRException | IllegalArgumentException | UnsupportedOperationException e) {
        throw new IllegalStateException(
            form + " " + linkId + ": " + expression.getExpression() + ": " + e.getMessage(), e);
      }
    }

    private Bundle found(String query, Scope scope) {
      String filled =
          EMBEDDED
              .matcher(query)
              .replaceAll(
                  part ->
                      Matcher.quoteReplacement(
                          expressions.evaluate(part.group(1), scope).stream()
                              .map(Base::primitiveValue)
                              .collect(Collectors.joining(","))));
      Bundle page = new Bundle();
      for (Resource resource : find.apply(filled)) {
        sources.add(resource);
        page.addEntry().setResource(resource);
      }
      return page;
    }
  }

  private static Optional<Expression> expression(Element owner, String name) {
    return Optional.ofNullable(owner.getExtensionByUrl(SDC + name))
        .map(extension -> (Expression) extension.getValue());
  }

  private static Type as(QuestionnaireItemType type, Base value) {
    return switch (type) {
      case CHOICE, OPENCHOICE ->
          value instanceof CodeableConcept concept
              ? concept.getCodingFirstRep().copy()
              : ((Type) value).copy();
      case STRING, TEXT -> new StringType(value.primitiveValue());
      case DATE ->
          new DateType(
              value.primitiveValue().substring(0, Math.min(10, value.primitiveValue().length())));
      case INTEGER -> new IntegerType(value.primitiveValue());
      default -> ((Type) value).copy();
    };
  }
}
