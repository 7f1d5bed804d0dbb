package nl.keukentafel.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/**
 * What happens to some clients of a made-up gemeente and not to others, beside the way that all go.
 */
enum Aside {
  /** A medical advice, when the client wants the adviser to look. */
  ADVIES {
    @Override
    boolean fits(Life life) {
      return Set.of("keukentafelgesprek", "verslag").contains(life.step());
    }

    @Override
    String in(Life life, Random random) {
      Reference adviser = new Reference(Organisation.ADVISEUR.reference());
      Task question = of(life, Task.class, "wmo-adviesaanvraag");
      question.setRequester(gemeente(life)).setOwner(adviser);
      made(life, "gemeente", question, "advies-gevraagd");
      boolean permits = random.nextInt(3) > 0;
      Consent consent = of(life, Consent.class, "wmo-toestemming");
      consent.getPerformerFirstRep().setReference(life.client);
      consent.getOrganizationFirstRep().setReference(life.place.gemeente().reference());
      consent.getProvision().getActorFirstRep().setReference(adviser);
      consent
          .getProvision()
          .setType(permits ? ConsentProvisionType.PERMIT : ConsentProvisionType.DENY);
      made(life, "client", consent, permits ? "" : "advies-vervallen");
      if (permits) {
        Observation advice = of(life, Observation.class, "wmo-medisch-advies");
        advice.getPerformerFirstRep().setReference(adviser.getReference());
        made(life, life.place.adviser(), advice, "advies-gegeven");
      }
      return permits ? "met toestemming" : "zonder toestemming";
    }
  },
  /** Another toewijzing beside the first, which the aanbieder accepts. */
  TWEEDE_TOEWIJZING {
    @Override
    boolean fits(Life life) {
      return Set.of("intake", "ondersteuningsplan", "start", "uitvoering").contains(life.step())
          && life.things.containsKey("toewijzing");
    }

    @Override
    String in(Life life, Random random) {
      ServiceRequest order = life.place.here(MevrouwT.toewijzing(), life.client);
      order.getQuantityQuantity().setValue(60 + 30 * random.nextInt(5));
      String second = made(life, "gemeente", order, "toewijzing-gegeven");
      Task task = of(life, Task.class, "wmo-uitvoering");
      task.setStatus(TaskStatus.ACCEPTED).setExecutionPeriod(null);
      task.setBusinessStatus(new CodeableConcept(Forms.code("uitvoeringsstap", "aanvaard")));
      task.getFocus().setReference(second);
      made(life, "aanbieder", task, "opdracht-aanvaard");
      return order.getQuantityQuantity().getValue().toString();
    }
  },
  /** The aanbieder tells the gemeente that the help may be too little. */
  SIGNAAL {
    @Override
    boolean fits(Life life) {
      return life.things.containsKey("toewijzing") && !life.isClosed();
    }

    @Override
    String in(Life life, Random random) {
      QuestionnaireResponse form = life.place.here(signaal(), life.client);
      form.getIdentifier().setValue(UUID.randomUUID().toString());
      form.getAuthor().setReference(life.place.aanbieder().reference());
      Forms.answer(Forms.item(form, "signaal.ontvanger"), gemeente(life));
      String seen = SEEN[random.nextInt(SEEN.length)];
      Forms.answer(Forms.item(form, "signaal.waarneming"), Forms.code("signaal-waarneming", seen));
      made(life, "aanbieder", form, "");
      return seen;
    }
  };

  private static final String[] SEEN = {"vergeet-veel", "kan-minder", "huis-vervuilt", "somber"};

  /** Whether it could happen now. */
  abstract boolean fits(Life life);

  /**
   * Lets it happen.
   *
   * @return in what way
   */
  abstract String in(Life life, Random random);

  private static QuestionnaireResponse signaal() {
    try {
      return Party.FHIR
          .newJsonParser()
          .parseResource(
              QuestionnaireResponse.class,
              Files.readString(Path.of("fixtures/zorgen-om-mevrouw-t/signaal.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reference gemeente(Life life) {
    return new Reference(life.place.gemeente().reference());
  }

  private static <R extends Resource> R of(Life life, Class<R> type, String profile) {
    return life.place.here(MevrouwT.example(type, profile), life.client);
  }

  private static String made(Life life, String who, Resource resource, String happening) {
    return made(life, life.actors.get(who).party(), resource, happening);
  }

  private static String made(Life life, Party party, Resource resource, String happening) {
    Party.Answer answer = party.post(resource.fhirType(), resource);
    if (answer.status() != 201) {
      throw new IllegalStateException(life + ": " + answer.body());
    }
    life.following(happening).ifPresent(life::take);
    String location = answer.http().headers().firstValue("Location").orElseThrow();
    return location.replaceFirst(".*/fhir/", "").replaceFirst("/_history.*", "");
  }
}
