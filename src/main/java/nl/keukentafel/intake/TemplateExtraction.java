package nl.keukentafel.intake;

import static nl.keukentafel.intake.Template.SDC;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.intake.Expressions.Scope;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

/**
 * Makes resources of an answered form, as the templates in its questionnaire say,
 * https://hl7.org/fhir/uv/sdc/extraction.html#template-based-extraction.
 *
 * <p>A template on a repeating question yields one resource per answer. Of the request properties
 * only {@code resourceId} is supported: this server knows no conditional writes.
 */
public final class TemplateExtraction {
  private final JsonValues values;
  private final Expressions expressions;
  private final Sections sections;
  private final Map<Questionnaire, Map<String, Template>> prepared = new ConcurrentHashMap<>();

  public TemplateExtraction(
      IValidationSupport support,
      ConformanceResources resources,
      InformationCategories categories) {
    this.values = new JsonValues(support.getFhirContext());
    this.expressions = new Expressions(support);
    this.sections = new Sections(resources, categories);
  }

  /**
   * The resources in the order of the questionnaire, those of the form as a whole first. What came
   * from another (see {@link Origins}) goes into resources of its own that say so.
   *
   * @param questionnaire must not change afterwards: its templates are read once
   * @throws IllegalStateException when a template is wrong; the message names questionnaire,
   *     template and element
   */
  public List<Extracted> extract(Questionnaire questionnaire, QuestionnaireResponse response) {
    List<Extracted> extracted = new ArrayList<>();
    for (Optional<Herkomst> origin : Origins.in(FormItem.topLevel(questionnaire, response))) {
      new Run(questionnaire, origin).of(Origins.only(origin, response), extracted);
    }
    sections.fill(questionnaire, response, extracted);
    return extracted;
  }

  private Map<String, Template> templates(Questionnaire questionnaire) {
    return prepared.computeIfAbsent(
        questionnaire,
        each -> {
          Map<String, Template> templates = new HashMap<>();
          for (Resource contained : each.getContained()) {
            String reference = "#" + contained.getIdPart().replaceFirst("^#", "");
            ObjectNode json = values.object(contained);
            json.remove("id");
            templates.put(
                reference, new Template(each.getUrl() + reference, json, expressions, values));
          }
          return templates;
        });
  }

  /** One walk through the answers of one origin. */
  private final class Run {
    private final Questionnaire questionnaire;
    private final Optional<Herkomst> origin;
    private final Map<String, Template> templates;
    private final Map<String, Integer> made = new HashMap<>();

    Run(Questionnaire questionnaire, Optional<Herkomst> origin) {
      this.questionnaire = questionnaire;
      this.origin = origin;
      this.templates = templates(questionnaire);
    }

    void of(QuestionnaireResponse response, List<Extracted> extracted) {
      Scope bare = new Scope(response, Map.of("questionnaire", questionnaire), response);
      Scope scope = withIds(questionnaire.getExtension(), bare);
      if (origin.isEmpty()) {
        extracted.addAll(
            instantiate(questionnaire.getExtension(), scope, "", List.of(), FormItem.ROOT));
      }
      FormItem.topLevel(questionnaire, response).forEach(item -> walk(item, scope, extracted));
    }

    private void walk(FormItem item, Scope outer, List<Extracted> extracted) {
      if (item.all().noneMatch(FormItem::isAnswered)) {
        return;
      }
      List<Extension> extensions = item.question().getExtension();
      Scope inner = withIds(extensions, outer.at(item.response()));
      if (item.isGroup()) {
        extracted.addAll(instantiate(extensions, inner, "", item.linkIds(), item.location()));
      } else {
        for (QuestionnaireResponseItemComponent each : perAnswer(item.response())) {
          Scope one = withIds(extensions, outer.at(each));
          String which = item.question().getRepeats() ? code(each) : "";
          extracted.addAll(instantiate(extensions, one, which, item.linkIds(), item.location()));
        }
      }
      item.children().forEach(child -> walk(child, inner, extracted));
    }

    /** One of many is known by its code; a text by its place only. */
    private static String code(QuestionnaireResponseItemComponent one) {
      return one.getAnswerFirstRep().getValue() instanceof Coding coding
          ? "=" + coding.getCode()
          : "";
    }

    /** A repeating question is one item with many answers; extraction counts the answers. */
    private static List<QuestionnaireResponseItemComponent> perAnswer(
        QuestionnaireResponseItemComponent item) {
      return item.getAnswer().stream()
          .map(
              answer -> {
                QuestionnaireResponseItemComponent one = item.copy();
                one.setAnswer(List.of(answer.copy()));
                return one;
              })
          .toList();
    }

    private static Scope withIds(List<Extension> extensions, Scope scope) {
      Scope wider = scope;
      for (Extension each : extensions) {
        if (each.getUrl().equals(SDC + "extractAllocateId")) {
          wider =
              wider.with(
                  each.getValue().primitiveValue(),
                  new StringType("urn:uuid:" + UUID.randomUUID()));
        }
      }
      return wider;
    }

    private List<Extracted> instantiate(
        List<Extension> extensions,
        Scope scope,
        String which,
        List<String> linkIds,
        String location) {
      List<Extracted> instances = new ArrayList<>();
      for (Extension each : extensions) {
        if (each.getUrl().equals(SDC + "templateExtract")) {
          String reference = reference(each);
          for (JsonNode json : template(reference).fill(scope)) {
            Resource resource = parse(template(reference), json);
            expression(each, "resourceId", scope).ifPresent(resource::setId);
            String fullUrl =
                expression(each, "fullUrl", scope).orElseGet(() -> "urn:uuid:" + UUID.randomUUID());
            instances.add(
                new Extracted(
                    stating(resource), key(reference + which), fullUrl, linkIds, location));
          }
        }
      }
      return instances;
    }

    private Resource stating(Resource resource) {
      if (resource instanceof DomainResource from) {
        origin.ifPresent(each -> from.addExtension(Origins.EXTENSION, new CodeType(each.code())));
      }
      return resource;
    }

    private String key(String template) {
      String from = template + origin.map(each -> "@" + each.code()).orElse("");
      return from + "#" + made.merge(from, 1, Integer::sum);
    }

    private static String reference(Extension extract) {
      Extension template = extract.getExtensionByUrl("template");
      return ((Reference) template.getValue()).getReference();
    }

    private Template template(String reference) {
      Template template = templates.get(reference);
      if (template == null) {
        throw new IllegalStateException(questionnaire.getUrl() + ": no template " + reference);
      }
      return template;
    }

    private Resource parse(Template template, JsonNode json) {
      try {
        return values.resource(json);
      } catch (DataFormatException e) {
        throw new IllegalStateException(template.name() + ": " + e.getMessage(), e);
      }
    }

    private Optional<String> expression(Extension extract, String name, Scope scope) {
      return Optional.ofNullable(extract.getExtensionByUrl(name))
          .map(extension -> extension.getValue().primitiveValue())
          .flatMap(text -> single(text, scope, name));
    }

    private Optional<String> single(String text, Scope scope, String name) {
      try {
        return expressions.evaluate(text, scope).stream()
            .findFirst()
            .map(value -> value.primitiveValue());
      } catch (FHIRException e) {
        throw new IllegalStateException(
            questionnaire.getUrl() + ": " + name + ": " + text + ": " + e.getMessage(), e);
      }
    }
  }
}
