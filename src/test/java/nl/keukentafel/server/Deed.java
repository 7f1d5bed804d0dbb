package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Contract.ContractStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/** Something that a party does in a life, whether it may or not: one of the things it can make. */
enum Deed {
  STEP("", Life.steps()) {
    @Override
    void by(String who, Life life, String to) {
      Task task = life.read("aanvraag", Task.class);
      task.getBusinessStatus().getCodingFirstRep().setCode(to).setDisplay(null);
      Optional<JsonNode> way = life.way(to, who);
      int status = party(who, life).put(task).status();
      if (way.isPresent()) {
        assertThat(status).isEqualTo(200);
        life.take(way.get());
      } else if (!to.equals(life.step())) {
        assertThat(status).isBetween(400, 499);
      }
    }
  },
  GESPREK("gemeente", "verslag-gemaakt") {
    @Override
    void by(String who, Life life, String happening) {
      QuestionnaireResponse form = MevrouwT.gesprek();
      form.getIdentifier().setValue(UUID.randomUUID().toString());
      form = life.place.here(form, life.client);
      Organisation by = life.actors.get(who).organisation();
      form.getAuthor().setReference((by == null ? life.place.onderzoeker() : by).reference());
      if (made(who, life, "form", form, happening)) {
        life.things.put(
            "verslag",
            Forms.found(
                    party("client", life),
                    Composition.class,
                    "Composition?_sort=-_lastUpdated&patient=" + life.id())
                .get(0));
      }
    }
  },
  AKKOORD("client", "verslag-goedgekeurd") {
    @Override
    void by(String who, Life life, String happening) {
      boolean first = !life.read("verslag", Composition.class).hasAttester();
      said(who, life, "verslag", first ? happening : "");
    }

    @Override
    boolean fits(Life life, String happening) {
      return life.things.get("verslag") instanceof Composition verslag && !verslag.hasAttester();
    }
  },
  BESLUIT("gemeente", "besluit-voorgenomen", "besluit-genomen") {
    @Override
    void by(String who, Life life, String happening) {
      Contract besluit = life.place.here(MevrouwT.beschikking(), life.client);
      besluit.setStatus(
          happening.equals("besluit-voorgenomen")
              ? ContractStatus.OFFERED
              : ContractStatus.EXECUTED);
      made(who, life, "besluit", besluit, happening);
    }
  },
  VERDER_BESLUIT(
      "gemeente",
      "besluit-genomen",
      "besluit-afgewezen",
      "bezwaar-gemaakt",
      "besluit-verlengd",
      "besluit-beeindigd") {
    @Override
    void by(String who, Life life, String happening) {
      Contract besluit = life.read("besluit", Contract.class);
      boolean other = besluit.getStatus() != to(happening);
      changed(who, life, "besluit", besluit.setStatus(to(happening)), other ? happening : "");
    }

    @Override
    boolean fits(Life life, String happening) {
      return life.things.get("besluit") instanceof Contract besluit
          && Life.follows("besluit", besluit.getStatus().toCode(), to(happening).toCode());
    }

    private ContractStatus to(String happening) {
      return switch (happening) {
        case "besluit-genomen" -> ContractStatus.EXECUTED;
        case "besluit-afgewezen" -> ContractStatus.REJECTED;
        case "bezwaar-gemaakt" -> ContractStatus.DISPUTED;
        case "besluit-verlengd" -> ContractStatus.RENEWED;
        default -> ContractStatus.TERMINATED;
      };
    }
  },
  TOEWIJZING("gemeente", "toewijzing-gegeven") {
    @Override
    void by(String who, Life life, String happening) {
      ServiceRequest order = life.place.here(MevrouwT.toewijzing(), life.client);
      made(who, life, "toewijzing", order, happening);
    }

    @Override
    boolean fits(Life life, String happening) {
      return !life.things.containsKey("toewijzing");
    }
  },
  UITVOERING("aanbieder", "opdracht-aanvaard", "hulp-gestart") {
    @Override
    void by(String who, Life life, String happening) {
      Task task = life.place.here(MevrouwT.example(Task.class, "wmo-uitvoering"), life.client);
      task.getFocus().setReference(life.path("toewijzing"));
      boolean starts = happening.equals("hulp-gestart");
      at(task, starts ? "gestart" : "aanvaard", starts ? "in-progress" : "accepted", null);
      made(who, life, "uitvoering", task, happening);
    }

    @Override
    boolean fits(Life life, String happening) {
      return life.things.containsKey("toewijzing") && !life.things.containsKey("uitvoering");
    }
  },
  VERDER_UITVOERING("aanbieder", "hulp-gestart", "hulp-gestopt", "hulp-onderbroken") {
    @Override
    void by(String who, Life life, String happening) {
      Task task = life.read("uitvoering", Task.class);
      String to = happening.substring("hulp-".length());
      boolean other = !to.equals(Life.code(task));
      switch (to) {
        case "gestart" -> at(task, to, "in-progress", null);
        case "gestopt" -> at(task, to, "completed", "19");
        default -> at(task, to, "on-hold", "20");
      }
      if (to.equals("gestopt")) {
        task.getExecutionPeriod().setEndElement(new DateTimeType("2026-11-01"));
      }
      changed(who, life, "uitvoering", task, other ? happening : "");
    }

    @Override
    boolean fits(Life life, String happening) {
      return life.things.get("uitvoering") instanceof Task task
          && Life.follows("uitvoering", Life.code(task), happening.substring("hulp-".length()));
    }
  },
  PLAN("aanbieder", "plan-gemaakt") {
    @Override
    void by(String who, Life life, String happening) {
      CarePlan plan =
          life.place.here(MevrouwT.example(CarePlan.class, "wmo-ondersteuningsplan"), life.client);
      plan.setGoal(null).setBasedOn(null).setCareTeam(null).setContributor(null);
      plan.setSupportingInfo(null).setAddresses(null).setStatus(CarePlan.CarePlanStatus.DRAFT);
      made(who, life, "plan", plan, happening);
    }

    @Override
    boolean fits(Life life, String happening) {
      return life.things.containsKey("toewijzing");
    }
  },
  PLAN_AKKOORD("client", "plan-goedgekeurd") {
    @Override
    void by(String who, Life life, String happening) {
      boolean first =
          life.read("plan", CarePlan.class).getStatus() == CarePlan.CarePlanStatus.DRAFT;
      said(who, life, "plan", first ? happening : "");
    }

    @Override
    boolean fits(Life life, String happening) {
      return life.things.get("plan") instanceof CarePlan plan
          && plan.getStatus() == CarePlan.CarePlanStatus.DRAFT;
    }
  },
  WLZ("gemeente", "wlz-vastgesteld") {
    @Override
    void by(String who, Life life, String happening) {
      Flag flag = life.place.here(MevrouwT.example(Flag.class, "wmo-wlz-indicatie"), life.client);
      made(who, life, "wlz", flag.setAuthor(null), happening);
    }
  };

  /** Whose deed it is. Empty when it is anybody's. */
  final String usual;

  /** What it can make happen, or the steps it can go to. */
  final List<String> choices;

  Deed(String usual, String... choices) {
    this(usual, List.of(choices));
  }

  Deed(String usual, List<String> choices) {
    this.usual = usual;
    this.choices = choices;
  }

  /** Does it in a life that it fits in some way, and holds the answer against the process. */
  abstract void by(String who, Life life, String choice);

  /** Whether there is what it is about: who does not mind the rules does it even then. */
  boolean isPossible(Life life) {
    return switch (this) {
      case AKKOORD -> life.things.containsKey("verslag");
      case VERDER_BESLUIT -> life.things.containsKey("besluit");
      case VERDER_UITVOERING -> life.things.containsKey("uitvoering");
      case PLAN_AKKOORD -> life.things.containsKey("plan");
      default -> choices.stream().anyMatch(each -> fits(life, each));
    };
  }

  /** Whether the process lets it be done now, as far as its own state goes. */
  boolean fits(Life life, String choice) {
    return true;
  }

  private static Party party(String who, Life life) {
    return life.actors.get(who).party();
  }

  private static boolean made(
      String who, Life life, String name, Resource resource, String happening) {
    return happened(
        party(who, life).post(resource.fhirType(), resource), who, life, name, resource, happening);
  }

  private static void changed(
      String who, Life life, String name, Resource resource, String happening) {
    happened(party(who, life).put(resource), who, life, name, resource, happening);
  }

  private static void said(String who, Life life, String name, String happening) {
    happened(
        party(who, life).post(life.path(name) + "/$akkoord", new Parameters()),
        who,
        life,
        name,
        life.things.get(name),
        happening);
  }

  private static boolean happened(
      Party.Answer answer, String who, Life life, String name, Resource like, String happening) {
    boolean stored = answer.status() == 200 || answer.status() == 201;
    if (stored) {
      Optional<JsonNode> way = life.following(happening, who);
      life.things.put(
          name, (answer.body().isEmpty() ? shown(answer, life) : answer).as(like.getClass()));
      way.ifPresent(life::take);
    } else {
      assertThat(answer.status()).as(answer.body()).isIn(400, 403, 404, 409, 422);
    }
    return stored;
  }

  /** Who does the onderzoek for another does not get to read the form that it sent. */
  private static Party.Answer shown(Party.Answer made, Life life) {
    String location = made.http().headers().firstValue("Location").orElseThrow();
    return party("client", life)
        .get(location.replaceFirst(".*/fhir/", "").replaceFirst("/_history.*", ""));
  }

  private static void at(Task task, String step, String status, String reason) {
    task.setStatus(TaskStatus.fromCode(status));
    task.setBusinessStatus(new CodeableConcept(Forms.code("uitvoeringsstap", step)));
    task.setStatusReason(
        reason == null ? null : new CodeableConcept(Forms.code("iwmo-reden-beeindiging", reason)));
  }
}
