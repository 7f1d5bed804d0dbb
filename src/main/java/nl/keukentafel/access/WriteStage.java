package nl.keukentafel.access;

import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import java.util.Set;
import nl.keukentafel.access.Gate.Reach;
import nl.keukentafel.conformance.Validation;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Condition;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Relation;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentVerificationComponent;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** May this caller record this, for this client? Asked before anything reaches the store. */
public final class WriteStage {
  private final Gate gate;
  private final Judge judge;
  private final Mask mask;
  private final Validation validation;
  private final Dossiers dossiers;

  WriteStage(Gate gate, Judge judge, Mask mask, Validation validation, Dossiers dossiers) {
    this.gate = gate;
    this.judge = judge;
    this.mask = mask;
    this.validation = validation;
    this.dossiers = dossiers;
  }

  void create(Session session, Resource resource) {
    if (resource instanceof QuestionnaireResponse || !inDossier(resource)) {
      return; // a form is judged item by item, and a subscription by its topic
    }
    Asker asker = relatedAsker(session, resource);
    requireNoConsentToProcessing(session, asker, resource);
    requireValid(resource);
    requireEvidence(session, resource);
    requireRecordable(
        session, asker, resource, Labeller.classOf(session, asker, category(resource)));
  }

  /** Who wrote it down is not who gave it: then it is said how that was verified. */
  private static void requireEvidence(Session session, Resource resource) {
    if (resource instanceof Consent consent
        && !Caller.isPersonal(session.caller().role())
        && consent.getVerification().stream()
            .noneMatch(ConsentVerificationComponent::getVerified)) {
      throw Refusal.unprocessable(
          "Consent.verification", "A consent on paper needs a verification that it was given");
    }
  }

  /** Refused by its article before its form is looked at: within the Wmo it is never a ground. */
  private void requireNoConsentToProcessing(Session session, Asker asker, Resource resource) {
    boolean toProcessing =
        resource instanceof Consent consent
            && consent.getCategory().stream()
                .flatMap(category -> category.getCoding().stream())
                .anyMatch(code -> code.is(Canonical.codeSystem("toestemmingssoort"), "verwerking"));
    if (toProcessing) {
      requireRecordable(
          session,
          asker.with(Condition.TOESTEMMING_VERWERKING),
          resource,
          Labeller.classOf(session, asker, Category.TOESTEMMING));
    }
  }

  void update(Session session, IIdType id, String ifMatch, Resource resource) {
    Resource stored = stored(resource.getClass(), id);
    DossierClass what = Labels.read(stored).orElseThrow(Refusal::notFound);
    Asker asker = relatedAsker(session, stored);
    if (!judge.decide(asker, Act.RAADPLEGEN, what).permitted()) {
      throw Refusal.notFound();
    }
    if (ifMatch == null) {
      throw new PreconditionFailedException(
          "If-Match is required",
          Refusal.outcome(
              IssueType.CONFLICT,
              "Zeg welke versie u wijzigt.",
              "If-Match with the version that you read is required"));
    }
    if (!Subjects.patientOf(stored).equals(Subjects.patientOf(resource))) {
      throw Refusal.unprocessable(
          resource.fhirType() + ".subject", "The subject of a resource cannot change");
    }
    requireNoConsentToProcessing(session, asker, resource);
    requireValid(resource);
    requireEvidence(session, resource);
    requireRecordable(session, asker, resource, what);
    // another profile makes it something else, which must be open to this caller too
    requireRecordable(
        session,
        asker,
        resource,
        new DossierClass(what.controller(), category(resource), what.herkomst()));
    if (mask.apply(asker, stored) != stored) {
      throw Refusal.closed("Who does not see all of a resource cannot replace it");
    }
  }

  private boolean inDossier(Resource resource) {
    return gate.opening(resource.fhirType()).map(row -> row.reach() == Reach.DOSSIER).orElse(false);
  }

  /**
   * The caller in relation to the client that a resource is about.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException 404, the same for an
   *     absent client and for one to whom the caller has no relation
   */
  public Asker relatedAsker(Session session, Resource resource) {
    String patient =
        Subjects.patientOf(resource)
            .orElseThrow(
                () ->
                    Refusal.unprocessable(
                        resource.fhirType() + ".subject",
                        "A subject that is a Patient is required"));
    Relations relations = session.relations(patient);
    if (relations.asker().relations().equals(Set.of(Relation.GEEN))) {
      judge
          .refusalOf(relations, resource.fhirType())
          .ifPresent(
              why ->
                  session.refuse(
                      new Disclosure(Act.VASTLEGGEN, patient, resource.fhirType(), why)));
      throw Refusal.notFound();
    }
    return relations.asker();
  }

  private void requireValid(Resource resource) {
    if (!judge.declaresProfile(resource)) {
      throw Refusal.unprocessable(
          resource.fhirType() + ".meta.profile",
          "meta.profile must name the wmo profile of this " + resource.fhirType());
    }
    validation.require(resource);
    dossiers
        .context()
        .newTerser()
        .getAllPopulatedChildElementsOfType(resource, Reference.class)
        .forEach(reference -> requireWithinReach(resource, reference));
  }

  /** A reference into another dossier would tell whether its target exists. */
  private void requireWithinReach(Resource resource, Reference reference) {
    if (!reference.hasReference()) {
      return;
    }
    IdType target = new IdType(reference.getReference());
    Reach reach =
        gate.opening(String.valueOf(target.getResourceType()))
            .map(Gate.Opening::reach)
            .orElse(Reach.OWN);
    boolean inThisDossier =
        reach == Reach.DOSSIER
            && dossiers
                .read(Resource.class, target)
                .flatMap(Subjects::patientOf)
                .equals(Subjects.patientOf(resource));
    if (reach != Reach.REGISTER && !inThisDossier) {
      throw Refusal.unprocessable(
          resource.fhirType(), "A reference leads outside this dossier and the register");
    }
  }

  /**
   * May the caller add something of this category and herkomst to a stored resource?
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException 403 naming the rule
   */
  public void requireRecordable(
      Session session, Resource stored, Category category, Herkomst herkomst) {
    DossierClass what = Labels.read(stored).orElseThrow(Refusal::notFound);
    requireRecordable(
        session,
        relatedAsker(session, stored),
        stored,
        new DossierClass(what.controller(), category, herkomst));
  }

  void delete(Session session, IIdType id, Class<? extends Resource> type) {
    Resource stored = stored(type, id);
    if (!Labels.ownedBy(stored, Labeller.owner(session))) {
      throw Refusal.notFound();
    }
  }

  private Resource stored(Class<? extends Resource> type, IIdType id) {
    return dossiers
        .read(type, new IdType(id.getResourceType(), id.getIdPart()))
        .orElseThrow(Refusal::notFound);
  }

  private void requireRecordable(
      Session session, Asker asker, Resource resource, DossierClass what) {
    Decision decision = judge.decide(asker, Act.VASTLEGGEN, what);
    if (!decision.permitted()) {
      session.refuse(
          new Disclosure(
              Act.VASTLEGGEN,
              Subjects.patientOf(resource).orElse(""),
              resource.fhirType(),
              decision));
      throw Refusal.forbidden(decision.telling());
    }
  }

  private Category category(Resource resource) {
    return judge.category(resource).orElseThrow();
  }
}
