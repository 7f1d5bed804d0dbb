package nl.keukentafel.intake;

import static nl.keukentafel.conformance.RealConformance.CATEGORIES;
import static nl.keukentafel.conformance.RealConformance.FHIR;
import static nl.keukentafel.conformance.RealConformance.RESOURCES;
import static nl.keukentafel.conformance.RealConformance.SUPPORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.instance.model.api.IBaseHasExtensions;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** What was answered comes back: nothing that is known is asked again. */
class PopulationTest {
  /** Groups in which no question depends on another. */
  private static final Set<String> LOOSE =
      Set.of("mogelijkheden", "woning", "veiligheid", "huishouden");

  /** Questions of which every answer becomes a resource. */
  private static final Set<String> ONE_EACH = Set.of("belemmeringen.gevolg", "hulpvraag.doelen");

  private static final TemplateExtraction EXTRACTION =
      new TemplateExtraction(SUPPORT, RESOURCES, CATEGORIES);
  private static final Population POPULATION = new Population(SUPPORT);

  /** What one form says now and an older one said before. */
  record Told(
      Questionnaire questionnaire, QuestionnaireResponse older, QuestionnaireResponse newer) {}

  @Property(tries = 150)
  void givesBackAGesprekAndTheSameResources(@ForAll("gesprekken") Told told) {
    losesNothing(told);
  }

  @Property(tries = 150)
  void givesBackAnIntakeAndTheSameResources(@ForAll("intakes") Told told) {
    losesNothing(told);
  }

  private static void losesNothing(Told told) {
    FakeDossier dossier = new FakeDossier();
    dossier.receive(told.questionnaire(), told.older());
    List<Extracted> extracted = dossier.receive(told.questionnaire(), told.newer());

    QuestionnaireResponse populated =
        POPULATION.populate(told.questionnaire(), dossier.client(), dossier::find);

    assertThat(told(populated.getItem(), "")).isEqualTo(told(told.newer().getItem(), ""));
    populated.setAuthoredElement(told.newer().getAuthoredElement());
    populated.setAuthor(told.newer().getAuthor());
    assertThat(content(EXTRACTION.extract(told.questionnaire(), populated)))
        .isEqualTo(content(extracted));
    assertThat(populated.getItem())
        .allSatisfy(
            item -> assertThat(FHIR.newJsonParser().encodeToString(item)).contains("ext-bron"));
  }

  @Provide
  Arbitrary<Told> gesprekken() {
    return told("keukentafelgesprek");
  }

  @Provide
  Arbitrary<Told> intakes() {
    return told("intake-aanbieder");
  }

  private static Arbitrary<Told> told(String form) {
    Questionnaire questionnaire =
        RESOURCES.find(Questionnaire.class, Canonical.questionnaire(form)).orElseThrow();
    Arbitrary<QuestionnaireResponse> answers = RandomForm.of(questionnaire);
    return Combinators.combine(answers, answers, Arbitraries.randoms())
        .as(
            (one, other, random) -> {
              QuestionnaireResponse older = authored(one.copy(), "2025-03-02");
              QuestionnaireResponse newer = authored(other.copy(), "2026-03-02");
              newer.getItem().removeIf(item -> item.getLinkId().equals("akkoord"));
              keep(older.getItem(), answered(newer.getItem()).collect(Collectors.toSet()));
              fromAnother(newer, random);
              return new Told(questionnaire, older, newer);
            });
  }

  /**
   * Some of it came from another: a group with all in it, a question of a group, or one of many
   * answers. How to reach the client is what the client says.
   */
  private static void fromAnother(QuestionnaireResponse form, Random random) {
    Extension origin =
        new Extension(
            Origins.EXTENSION, new CodeType(random.nextBoolean() ? "jeugdwet" : "zorgverzekeraar"));
    for (QuestionnaireResponseItemComponent group : form.getItem()) {
      if (random.nextInt(4) == 0 && !group.getLinkId().equals("contact")) {
        group.addExtension(origin.copy());
      } else if (LOOSE.contains(group.getLinkId())) {
        group.getItem().stream()
            .filter(item -> random.nextInt(4) == 0)
            .forEach(item -> item.addExtension(origin.copy()));
      } else {
        group.getItem().stream()
            .filter(item -> item.getAnswer().size() > 1 && ONE_EACH.contains(item.getLinkId()))
            .forEach(item -> item.getAnswerFirstRep().addExtension(origin.copy()));
      }
    }
  }

  /** What the newer form does not say, an older one may still: so let it say no more. */
  private static void keep(
      List<QuestionnaireResponseItemComponent> items, Set<String> answeredSince) {
    items.forEach(item -> keep(item.getItem(), answeredSince));
    items.removeIf(item -> !item.hasItem() && !answeredSince.contains(item.getLinkId()));
  }

  private static Stream<String> answered(List<QuestionnaireResponseItemComponent> items) {
    return items.stream()
        .flatMap(item -> item.hasAnswer() ? Stream.of(item.getLinkId()) : answered(item.getItem()));
  }

  private static QuestionnaireResponse authored(QuestionnaireResponse form, String day) {
    form.setAuthoredElement(new DateTimeType(day + "T10:00:00+01:00"));
    form.setAuthor(new Reference("Organization/o"));
    return form;
  }

  /** Items with the origin of each answer; what repeats has no order. */
  private static List<String> told(List<QuestionnaireResponseItemComponent> items, String around) {
    return items.stream()
        .map(
            item -> {
              String origin = origin(item, around);
              return item.getLinkId()
                  + item.getAnswer().stream()
                      .map(
                          answer ->
                              FHIR.newJsonParser().encodeToString(answer.getValue())
                                  + origin(answer, origin))
                      .sorted()
                      .toList()
                  + told(item.getItem(), origin);
            })
        .sorted()
        .toList();
  }

  private static String origin(IBaseHasExtensions stating, String around) {
    return Origins.own(stating).map(each -> " from " + each.code()).orElse(around);
  }

  private static List<String> content(List<Extracted> extracted) {
    return extracted.stream()
        .map(each -> FHIR.newJsonParser().encodeResourceToString(each.resource()))
        .map(
            json ->
                json.replaceAll("urn:uuid:[0-9a-f-]+", "urn:uuid")
                    .replaceAll("\"entry\":\\[[^]]*]", ""))
        .map(json -> json.replaceAll("<div.*?</div>", ""))
        .sorted()
        .toList();
  }

  /** Holds what came of the forms, the newest first. */
  private static final class FakeDossier {
    private final List<Resource> resources = new ArrayList<>();
    private Patient client = (Patient) new Patient().setId("Patient/x/_history/1");

    List<Extracted> receive(Questionnaire questionnaire, QuestionnaireResponse form) {
      List<Extracted> extracted = EXTRACTION.extract(questionnaire, form);
      Map<String, String> references = new HashMap<>();
      extracted.forEach(
          each ->
              references.put(
                  each.fullUrl(),
                  each.resource().fhirType() + "/" + (resources.size() + references.size())));
      List<Resource> stored = new ArrayList<>();
      for (Extracted each : extracted) {
        String json = FHIR.newJsonParser().encodeResourceToString(each.resource());
        for (Map.Entry<String, String> reference : references.entrySet()) {
          json = json.replace(reference.getKey(), reference.getValue());
        }
        Resource resource = (Resource) FHIR.newJsonParser().parseResource(json);
        resource.setId(references.get(each.fullUrl()) + "/_history/1");
        if (resource instanceof Patient contact) {
          contact.setId("Patient/x/_history/2");
          client = contact;
        } else {
          stored.add(resource);
        }
      }
      QuestionnaireResponse told = form.copy();
      told.setId("QuestionnaireResponse/" + resources.size() + "-form/_history/1");
      stored.add(told);
      resources.addAll(0, stored);
      return extracted;
    }

    Patient client() {
      return client.copy();
    }

    /** As the server would: of this type and status, of this form, the newest first. */
    List<Resource> find(String query) {
      String type = query.substring(0, query.indexOf('?'));
      assertThat(query).startsWith(type + "?patient=x&");
      Stream<Resource> found =
          resources.stream()
              .filter(each -> each.fhirType().equals(type))
              .filter(each -> !query.contains("category=") || isOf(query, each));
      return found
          .limit(query.contains("_count=1&") || query.endsWith("_count=1") ? 1 : Long.MAX_VALUE)
          .map(Resource::copy)
          .toList();
    }

    private static boolean isOf(String query, Resource each) {
      String category = query.replaceFirst(".*category=[^&]*%7C([^&]*).*", "$1");
      return FHIR.newJsonParser().encodeResourceToString(each).contains("\"" + category + "\"");
    }
  }
}
