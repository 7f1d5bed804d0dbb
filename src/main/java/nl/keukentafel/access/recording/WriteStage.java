package nl.keukentafel.access.recording;

import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Reach;
import nl.keukentafel.access.judgement.Judge;
import nl.keukentafel.access.judgement.Labels;
import nl.keukentafel.access.judgement.Mask;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.session.Disclosure;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.conformance.Validation;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Condition;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentVerificationComponent;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Subscription;

/** May this caller record this, for this client? Asked before anything reaches the store. */
public final class WriteStage {
  private final Gate gate;
  private final Judge judge;
  private final Mask mask;
  private final Recorder recorder;
  private final Validation validation;
  private final Dossiers dossiers;
  private final References references;

  public WriteStage(
      Gate gate,
      Judge judge,
      Mask mask,
      Recorder recorder,
      Validation validation,
      Dossiers dossiers) {
    this.gate = gate;
    this.judge = judge;
    this.mask = mask;
    this.recorder = recorder;
    this.validation = validation;
    this.dossiers = dossiers;
    this.references = new References(gate, dossiers);
  }

  public void create(Session session, Resource resource) {
    if (resource instanceof PractitionerRole staff) {
      requireValid(session, staff, Set.of());
      requireOwn(session, staff);
    } else if (!(resource instanceof QuestionnaireResponse) && reach(resource) == Reach.DOSSIER) {
      Relations relations = related(session, resource);
      requireNoConsentToProcessing(session, relations, resource);
      requireValid(session, resource, Set.of());
      requireEvidence(session, resource);
      requireNotKnown(session, resource);
      requireAllRecordable(
          session,
          relations.asker(),
          resource,
          recorder.classOf(session, relations, resource, category(resource)));
    } // a form is judged item by item, and a subscription by its topic
  }

  /** Who speaks of staff speaks of its own. */
  private void requireOwn(Session session, PractitionerRole staff) {
    if (!dossiers
        .controller(staff.getOrganization())
        .equals(Optional.ofNullable(Relations.organisation(session.caller())))) {
      throw Refusal.unprocessable(
          "PractitionerRole.organization", "Staff belongs to the caller's own organisation");
    }
  }

  /** One client, one dossier in a gemeente: another with the same BSN there is a mistake. */
  private void requireNotKnown(Session session, Resource resource) {
    if (resource instanceof Patient client) {
      client.getIdentifier().stream()
          .filter(identifier -> NamingSystems.BSN.equals(identifier.getSystem()))
          .map(bsn -> new TokenParam(bsn.getSystem(), bsn.getValue()))
          .flatMap(bsn -> dossiers.clientsWith(bsn).stream())
          .filter(id -> !id.equals(client.getIdElement().getIdPart()))
          .filter(id -> !session.asker(id).isUnrelated())
          .findFirst()
          .ifPresent(
              known -> {
                throw new ResourceVersionConflictException(
                    "duplicate",
                    Refusal.outcome(
                        IssueType.DUPLICATE,
                        "Deze cliënt staat al in uw registratie.",
                        "The gemeente has a Patient with this BSN"));
              });
    }
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
  private void requireNoConsentToProcessing(
      Session session, Relations relations, Resource resource) {
    boolean toProcessing =
        resource instanceof Consent consent
            && consent.getCategory().stream()
                .flatMap(category -> category.getCoding().stream())
                .anyMatch(code -> code.is(Canonical.codeSystem("toestemmingssoort"), "verwerking"));
    if (toProcessing) {
      requireRecordable(
          session,
          relations.asker().with(Condition.TOESTEMMING_VERWERKING),
          resource,
          recorder.classOf(session, relations, resource, Category.TOESTEMMING));
    }
  }

  public void update(Session session, IIdType id, String ifMatch, Resource resource) {
    Resource stored = stored(resource.getClass(), id);
    if (resource instanceof Subscription) {
      requireOwner(session, stored);
      IfMatch.requireIn(ifMatch);
      return; // what it asks for, its topic judges
    }
    if (resource instanceof PractitionerRole staff) {
      requireOwner(session, stored);
      IfMatch.requireIn(ifMatch);
      requireValid(session, staff, references.in(stored));
      requireOwn(session, staff);
      return;
    }
    DossierClass what = Labels.read(stored).orElseThrow(Refusal::notFound);
    Relations relations = related(session, stored);
    Asker asker = relations.asker();
    if (!judge.decide(asker, Act.RAADPLEGEN, what).permitted()) {
      throw Refusal.notFound();
    }
    IfMatch.requireIn(ifMatch);
    requireUnchanged(stored, resource, what);
    requireNoConsentToProcessing(session, relations, resource);
    requireValid(session, resource, references.in(stored));
    requireEvidence(session, resource);
    requireNotKnown(session, resource);
    requireRecordable(session, asker, resource, what);
    // another profile makes it something else, which must be open to this caller too
    requireAllRecordable(session, asker, resource, what.with(category(resource)));
    if (mask.apply(asker, stored) != stored) {
      throw Refusal.closed("Who does not see all of a resource cannot replace it");
    }
  }

  /** Whose it is, and where it came from, stays what it was. */
  private void requireUnchanged(Resource stored, Resource resource, DossierClass what) {
    if (!Subjects.patientOf(stored).equals(Subjects.patientOf(resource))) {
      throw Refusal.unprocessable(
          resource.fhirType() + ".subject", "The subject of a resource cannot change");
    }
    if (resource instanceof Patient client
        && !dossiers.collegeOf(stored).equals(dossiers.collegeOf(client))) {
      throw Refusal.unprocessable(
          "Patient.managingOrganization", "The responsible gemeente cannot change in this way");
    }
    if (Recorder.stated(resource).filter(from -> from != what.herkomst()).isPresent()) {
      throw Refusal.unprocessable(
          resource.fhirType() + ".extension", "Where a resource came from cannot change");
    }
  }

  private Reach reach(Resource resource) {
    return gate.opening(resource.fhirType()).map(Gate.Opening::reach).orElse(Reach.REGISTER);
  }

  /**
   * The caller in relation to the client that a resource is about.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException 404, the same for an
   *     absent client and for one to whom the caller has no relation
   */
  public Asker relatedAsker(Session session, Resource resource) {
    return related(session, resource).asker();
  }

  /**
   * A form names nothing out of the sender's reach, and no other author.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException 422 when it does
   */
  public void requireOwnForm(Session session, QuestionnaireResponse form) {
    references.requireWithinReach(session, form, Set.of());
    references.requireOwnAuthor(session, form, form.getAuthor());
  }

  private Relations related(Session session, Resource resource) {
    Relations relations =
        resource instanceof Patient known && known.hasId()
            ? session.relations(known.getIdElement().getIdPart())
            : recorder.relations(session, resource);
    if (relations.asker().isUnrelated()) {
      judge
          .refusalOf(relations, resource.fhirType())
          .ifPresent(
              why ->
                  session.refuse(
                      new Disclosure(
                          Act.VASTLEGGEN,
                          Subjects.patientOf(resource).orElse(""),
                          resource.fhirType(),
                          why)));
      throw Refusal.notFound();
    }
    return relations;
  }

  /**
   * @param known the references that the stored version has: who keeps them learns nothing
   */
  private void requireValid(Session session, Resource resource, Set<String> known) {
    if (!judge.declaresProfile(resource)) {
      throw Refusal.unprocessable(
          resource.fhirType() + ".meta.profile",
          "meta.profile must name the wmo profile of this " + resource.fhirType());
    }
    validation.require(resource);
    references.requireWithinReach(session, resource, known);
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

  /** May the caller record something of this class in the dossier that a resource is of? */
  public void requireRecordable(Session session, Resource of, DossierClass what) {
    requireRecordable(session, relatedAsker(session, of), of, what);
  }

  /** The whole, and every element that has a category of its own. */
  private void requireAllRecordable(
      Session session, Asker asker, Resource resource, DossierClass whole) {
    requireRecordable(session, asker, resource, whole);
    judge
        .elementCategories(resource)
        .forEach(category -> requireRecordable(session, asker, resource, whole.with(category)));
  }

  public void delete(Session session, IIdType id, Class<? extends Resource> type) {
    requireOwner(session, stored(type, id));
  }

  private static void requireOwner(Session session, Resource stored) {
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
    Subjects.patientOf(resource).ifPresent(patient -> session.permit(patient, decision));
  }

  private Category category(Resource resource) {
    return judge.category(resource).orElseThrow();
  }
}
