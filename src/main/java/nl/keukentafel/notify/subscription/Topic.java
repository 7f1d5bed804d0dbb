package nl.keukentafel.notify.subscription;

import static nl.keukentafel.access.dossier.Parties.Tie.AANBIEDER;
import static nl.keukentafel.access.dossier.Parties.Tie.CLIENT;
import static nl.keukentafel.access.dossier.Parties.Tie.COLLEGE;
import static nl.keukentafel.access.dossier.Parties.Tie.NAMED;
import static nl.keukentafel.access.dossier.Parties.Tie.OFFICER;
import static nl.keukentafel.access.dossier.Parties.Tie.PERFORMER;
import static nl.keukentafel.access.dossier.Parties.Tie.RECIPIENT;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.access.dossier.Parties.Tie;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;

/**
 * What one can be told of: on which change it fires, and whose matter it is. The profiles {@code
 * SubscriptionTopic-*} say the same to others.
 */
public enum Topic {
  TOEWIJZING("toewijzing", "ServiceRequest", PERFORMER) {
    /** Who was engaged hears that it ended or was withdrawn, and may read it no more. */
    @Override
    public boolean tellsEmptyHanded() {
      return true;
    }
  },
  BESCHIKKING("beschikking", "Contract", CLIENT, COLLEGE) {
    @Override
    boolean fires(@Nullable Resource before, Resource after) {
      return before == null || ((Contract) before).getStatus() != ((Contract) after).getStatus();
    }
  },
  VERSLAG("verslag", "Composition", CLIENT, COLLEGE) {
    @Override
    boolean fires(@Nullable Resource before, Resource after) {
      return has(
          List.of(((Composition) after).getType()), "documentsoort", Set.of("keukentafelverslag"));
    }
  },
  ONDERSTEUNINGSPLAN("ondersteuningsplan", "CarePlan", CLIENT, COLLEGE) {
    @Override
    boolean fires(@Nullable Resource before, Resource after) {
      return has(((CarePlan) after).getCategory(), "documentsoort", Set.of("ondersteuningsplan"));
    }
  },
  UITVOERING("uitvoering", "Task", COLLEGE) {
    @Override
    boolean fires(@Nullable Resource before, Resource after) {
      return isTask(after, "uitvoering")
          && has(
              List.of(((Task) after).getBusinessStatus()),
              "uitvoeringsstap",
              Set.of("gestart", "gestopt"))
          && isOtherStep(before, after);
    }
  },
  SIGNAAL("signaal", "Communication", COLLEGE, RECIPIENT) {
    @Override
    boolean fires(@Nullable Resource before, Resource after) {
      return before == null
          && has(
              ((Communication) after).getCategory(),
              "berichtsoort",
              Set.of("signaal", "calamiteit"));
    }
  },
  WLZ_INDICATIE("wlz-indicatie", "Flag", COLLEGE, AANBIEDER) {
    @Override
    boolean fires(@Nullable Resource before, Resource after) {
      return before == null
          && has(List.of(((Flag) after).getCode()), "waarneming", Set.of("wlz-indicatie"));
    }

    /** Without the client's consent an aanbieder still hears that a toewijzing needs attention. */
    @Override
    public boolean tellsEmptyHanded() {
      return true;
    }
  },
  STATUS("status", "Task", CLIENT, COLLEGE) {
    @Override
    boolean fires(@Nullable Resource before, Resource after) {
      return isTask(after, "aanvraag") && isOtherStep(before, after);
    }
  },
  TOESTEMMING("toestemming", "Consent", NAMED, COLLEGE) {
    @Override
    boolean fires(@Nullable Resource before, Resource after) {
      return before == null || ((Consent) before).getStatus() != ((Consent) after).getStatus();
    }
  },
  /** Comes with time, not with a change. */
  AFLOOP("afloop", "ServiceRequest", CLIENT, COLLEGE, PERFORMER) {
    @Override
    boolean fires(@Nullable Resource before, Resource after) {
      return false;
    }
  },
  /** Comes from the access log, which is no resource that changes. */
  NOODGEVAL("noodgeval", "AuditEvent", CLIENT, OFFICER) {
    @Override
    boolean fires(@Nullable Resource before, Resource after) {
      return false;
    }
  };

  private final String id;
  private final String type;
  private final Set<Tie> ties;

  Topic(String id, String type, Tie first, Tie... others) {
    this.id = id;
    this.type = type;
    this.ties = EnumSet.of(first, others);
  }

  public static Optional<Topic> of(String canonical) {
    return Arrays.stream(values()).filter(each -> each.canonical().equals(canonical)).findFirst();
  }

  public static Topic ofId(String id) {
    return of(Canonical.topic(id)).orElseThrow();
  }

  public String canonical() {
    return Canonical.topic(id);
  }

  public String id() {
    return id;
  }

  /** The resource type that it is about. */
  public String type() {
    return type;
  }

  /** Whose matter it is: nobody else is told. */
  public Set<Tie> ties() {
    return ties;
  }

  boolean isOpenTo(Role role) {
    return ties.stream().anyMatch(tie -> tie.isOf(role));
  }

  /** Whether a party that may not read the resource is told all the same, but not of what. */
  public boolean tellsEmptyHanded() {
    return false;
  }

  /**
   * @param before absent when the resource is new
   */
  public boolean firesOn(@Nullable Resource before, Resource after) {
    return after.fhirType().equals(type) && fires(before, after);
  }

  boolean fires(@Nullable Resource before, Resource after) {
    return true;
  }

  private static boolean isTask(Resource task, String kind) {
    return has(List.of(((Task) task).getCode()), "taaksoort", Set.of(kind));
  }

  private static boolean isOtherStep(@Nullable Resource before, Resource after) {
    return before == null
        || !((Task) before).getBusinessStatus().equalsDeep(((Task) after).getBusinessStatus());
  }

  private static boolean has(List<CodeableConcept> concepts, String system, Set<String> codes) {
    return concepts.stream()
        .flatMap(concept -> concept.getCoding().stream())
        .anyMatch(
            code ->
                Canonical.codeSystem(system).equals(code.getSystem())
                    && codes.contains(String.valueOf(code.getCode())));
  }
}
