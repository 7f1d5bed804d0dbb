package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
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
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/** Something that a party does in a life, whether it may or not. */
enum Deed {
  STEP {
    @Override
    void by(String who, Life life, Random random) {
      List<String> steps = Life.steps();
      String to = steps.get(random.nextInt(steps.size()));
      life.done.add("to " + to);
      Task task = life.aanvraag();
      boolean same = to.equals(life.step());
      task.getBusinessStatus().getCodingFirstRep().setCode(to).setDisplay(null);
      int status = life.parties.get(who).put(task).status();
      if (life.way(to, who).isPresent()) {
        assertThat(status).isEqualTo(200);
        life.take(life.way(to, who).get());
      } else if (!same) {
        assertThat(status).isBetween(400, 499);
      }
    }
  },
  GESPREK("gemeente") {
    @Override
    void by(String who, Life life, Random random) {
      QuestionnaireResponse form = MevrouwT.gesprek();
      form.getIdentifier().setValue(UUID.randomUUID().toString());
      form.getSubject().setReference(life.client);
      if (made(who, life, "form", form, "verslag-gemaakt")) {
        life.things.put(
            "verslag",
            Forms.found(
                    life.parties.get("gemeente"),
                    Composition.class,
                    "Composition?_sort=-_lastUpdated&patient=" + life.client.substring(8))
                .get(0));
      }
    }
  },
  AKKOORD("client") {
    @Override
    void by(String who, Life life, Random random) {
      if (life.things.containsKey("verslag")) {
        boolean before = life.read("verslag", Composition.class).hasAttester();
        said(who, life, "verslag", before ? "" : "verslag-goedgekeurd");
      }
    }
  },
  BESLUIT("gemeente") {
    @Override
    void by(String who, Life life, Random random) {
      Contract besluit = MevrouwT.beschikking();
      besluit.getSubjectFirstRep().setReference(life.client);
      boolean offered = random.nextBoolean();
      besluit.setStatus(offered ? ContractStatus.OFFERED : ContractStatus.EXECUTED);
      made(who, life, "besluit", besluit, offered ? "besluit-voorgenomen" : "besluit-genomen");
    }
  },
  VERDER_BESLUIT("gemeente") {
    @Override
    void by(String who, Life life, Random random) {
      if (life.things.containsKey("besluit")) {
        Contract besluit = life.read("besluit", Contract.class);
        List<ContractStatus> all =
            List.of(
                ContractStatus.EXECUTED,
                ContractStatus.REJECTED,
                ContractStatus.DISPUTED,
                ContractStatus.RENEWED,
                ContractStatus.TERMINATED);
        ContractStatus to = all.get(random.nextInt(all.size()));
        boolean same = to == besluit.getStatus();
        int status = life.parties.get(who).put(besluit.setStatus(to)).status();
        if (status == 200 && !same) {
          life.done.add(to.toCode());
          life.happens(
              switch (to) {
                case EXECUTED -> "besluit-genomen";
                case REJECTED -> "besluit-afgewezen";
                case DISPUTED -> "bezwaar-gemaakt";
                case RENEWED -> "besluit-verlengd";
                default -> "besluit-beeindigd";
              },
              who);
        } else {
          assertThat(status).isIn(200, 403, 404, 409);
        }
      }
    }
  },
  TOEWIJZING("gemeente") {
    @Override
    void by(String who, Life life, Random random) {
      if (!life.things.containsKey("toewijzing")) {
        ServiceRequest order = MevrouwT.toewijzing();
        order.getSubject().setReference(life.client);
        made(who, life, "toewijzing", order, "toewijzing-gegeven");
      }
    }
  },
  UITVOERING("aanbieder") {
    @Override
    void by(String who, Life life, Random random) {
      if (life.things.containsKey("toewijzing") && !life.things.containsKey("uitvoering")) {
        Task task = MevrouwT.example(Task.class, "wmo-uitvoering");
        task.setFor(new Reference(life.client));
        task.setOwner(new Reference("Organization/aanbieder-de-linde"));
        task.getFocus().setReference(life.path("toewijzing"));
        boolean starts = random.nextBoolean();
        at(task, starts ? "gestart" : "aanvaard", starts ? "in-progress" : "accepted", null);
        made(who, life, "uitvoering", task, starts ? "hulp-gestart" : "opdracht-aanvaard");
      }
    }
  },
  VERDER_UITVOERING("aanbieder") {
    @Override
    void by(String who, Life life, Random random) {
      if (life.things.containsKey("uitvoering")) {
        Task task = life.read("uitvoering", Task.class);
        String from = Life.code(task);
        String to = List.of("gestart", "onderbroken", "gestopt").get(random.nextInt(3));
        at(
            task,
            to,
            to.equals("gestart") ? "in-progress" : to.equals("gestopt") ? "completed" : "on-hold",
            to.equals("gestart") ? null : to.equals("gestopt") ? "19" : "20");
        if (to.equals("gestopt")) {
          task.getExecutionPeriod().setEndElement(new DateTimeType("2026-11-01"));
        }
        int status = life.parties.get(who).put(task).status();
        if (status == 200 && !to.equals(from) && !to.equals("onderbroken")) {
          life.done.add(to);
          life.happens("hulp-" + to, who);
        } else {
          assertThat(status).isIn(200, 403, 404, 409);
        }
      }
    }
  },
  PLAN("aanbieder") {
    @Override
    void by(String who, Life life, Random random) {
      if (life.things.containsKey("toewijzing")) {
        CarePlan plan = MevrouwT.example(CarePlan.class, "wmo-ondersteuningsplan");
        plan.setSubject(new Reference(life.client));
        plan.setAuthor(new Reference("Organization/aanbieder-de-linde"));
        plan.setGoal(null).setBasedOn(null).setCareTeam(null).setContributor(null);
        plan.setSupportingInfo(null).setAddresses(null).setStatus(CarePlan.CarePlanStatus.DRAFT);
        made(who, life, "plan", plan, "plan-gemaakt");
      }
    }
  },
  PLAN_AKKOORD("client") {
    @Override
    void by(String who, Life life, Random random) {
      if (life.things.containsKey("plan")) {
        boolean draft =
            life.read("plan", CarePlan.class).getStatus() == CarePlan.CarePlanStatus.DRAFT;
        said(who, life, "plan", draft ? "plan-goedgekeurd" : "");
      }
    }
  },
  WLZ("gemeente") {
    @Override
    void by(String who, Life life, Random random) {
      if (random.nextInt(4) == 0) {
        Flag flag = MevrouwT.example(Flag.class, "wmo-wlz-indicatie");
        flag.setAuthor(null).setSubject(new Reference(life.client));
        made(who, life, "wlz", flag, "wlz-vastgesteld");
      }
    }
  };

  private final List<String> usual;

  Deed(String... usual) {
    this.usual = List.of(usual);
  }

  abstract void by(String who, Life life, Random random);

  /** Mostly by whose deed it is, and sometimes by anybody. */
  void tryIn(Life life, Random random) {
    List<String> all = List.copyOf(life.parties.keySet());
    String who =
        usual.isEmpty() || random.nextInt(4) == 0
            ? all.get(random.nextInt(all.size()))
            : usual.get(0);
    by(who, life, random);
  }

  private static boolean made(
      String who, Life life, String name, Resource resource, String happening) {
    Party.Answer answer = life.parties.get(who).post(resource.fhirType(), resource);
    boolean stored = answer.status() == 201;
    if (stored) {
      life.done.add(who + " " + happening);
      life.things.put(name, answer.as(resource.getClass()));
      life.happens(happening, who);
    } else {
      assertThat(answer.status()).as(answer.body()).isIn(403, 404, 409, 422);
    }
    return stored;
  }

  private static void said(String who, Life life, String thing, String happening) {
    int status =
        life.parties.get(who).post(life.path(thing) + "/$akkoord", new Parameters()).status();
    if (status == 200) {
      life.done.add(who + " " + happening);
      life.happens(happening, who);
    } else {
      assertThat(status).isIn(400, 403, 404);
    }
  }

  private static void at(Task task, String step, String status, String reason) {
    task.setStatus(TaskStatus.fromCode(status));
    task.setBusinessStatus(new CodeableConcept(Forms.code("uitvoeringsstap", step)));
    task.setStatusReason(
        reason == null ? null : new CodeableConcept(Forms.code("iwmo-reden-beeindiging", reason)));
  }
}
