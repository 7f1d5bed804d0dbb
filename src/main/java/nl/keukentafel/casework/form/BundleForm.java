package nl.keukentafel.casework.form;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.casework.form.Receipts.Receipt;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.conformance.Validation;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.intake.Extracted;
import nl.keukentafel.intake.TemplateExtraction;
import nl.keukentafel.policy.Controller;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;

/**
 * Everything that a part of a form puts in the store, as one transaction; stores nothing itself.
 */
final class BundleForm {
  private static final String HERKOMST = Canonical.extension("herkomst");

  private final TemplateExtraction extraction;
  private final InformationCategories categories;
  private final Validation validation;
  private final Receipts receipts;
  private final DaoRegistry daos;
  private final Clock clock;

  BundleForm(
      TemplateExtraction extraction,
      InformationCategories categories,
      Validation validation,
      Receipts receipts,
      DaoRegistry daos,
      Clock clock) {
    this.extraction = extraction;
    this.categories = categories;
    this.validation = validation;
    this.receipts = receipts;
    this.daos = daos;
    this.clock = clock;
  }

  /** What follows from a part, before it is known what is stored already. */
  record Answered(FormPart part, QuestionnaireResponse form, List<Extracted> extracted) {}

  Answered extract(FormPart part) {
    QuestionnaireResponse form = part.form().copy();
    return new Answered(part, form, extraction.extract(part.questionnaire(), form));
  }

  /**
   * @param answered is used up: its resources become those of the bundle
   * @param known the receipt of the form that this one amends
   * @param reader reads the client's own Patient resource: the server for storing, the sender when
   *     the sender is shown the result
   * @throws ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException 409 when what is
   *     stored is newer
   * @throws ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException 422 when it would send
   *     half a message, because its answers came from several
   */
  FormBundle bundle(Answered answered, Optional<Receipt> known, RequestDetails reader) {
    FormPart part = answered.part();
    QuestionnaireResponse form = answered.form();
    String stored = known.map(each -> "QuestionnaireResponse/" + each.response()).orElse("");
    if (known.isPresent()) {
      requireNewer(form, (QuestionnaireResponse) read(new IdType(stored)));
    }
    FormBundle bundle =
        new FormBundle(
            form,
            stored,
            known.isPresent() ? receipts.yields(part.key()) : Map.of(),
            Date.from(clock.instant()),
            categories.ofForm(part.questionnaire().getUrl()).isEmpty());
    Patient client =
        daos.getResourceDao(Patient.class).read(new IdType("Patient", part.patient()), reader);
    Controller controller = part.recording().controller();
    for (Extracted each : answered.extracted()) {
      if (each.resource() instanceof Patient contact) {
        if (isAnsweredBy(controller, client) && !contact.hasExtension(HERKOMST)) {
          bundle.change(client, contact);
        }
      } else {
        if (each.resource() instanceof Communication message) {
          validation.require(message);
        }
        if (each.resource() instanceof Composition verslag
            && controller.kind() == Controller.Kind.COLLEGE) {
          verslag.setCustodian(client.getManagingOrganization().copy());
          if (known.isPresent()) {
            verslag.setStatus(CompositionStatus.AMENDED);
          }
        }
        Optional<IdType> written = bundle.known(each.key());
        Optional<Resource> changed =
            written.map(this::current).filter(current -> isChanged(written, current));
        if (changed.isPresent()) {
          bundle.leave(changed.get(), each.fullUrl(), each.key());
        } else {
          bundle.add(each);
        }
      }
    }
    for (String key : bundle.gone()) {
      Resource gone = current(bundle.known(key).orElseThrow());
      if (isChanged(bundle.known(key), gone)) {
        bundle.leave(gone, Subjects.reference(gone), key);
      } else {
        bundle.withdraw(gone, key);
      }
    }
    return bundle;
  }

  /**
   * Whether somebody changed this since the form wrote it: a plan that was worked on, or approved.
   * The verslag is what the form says; its approval does not outlive other answers.
   */
  private static boolean isChanged(Optional<IdType> written, Resource stored) {
    return !(stored instanceof Composition)
        && written
            .filter(IdType::hasVersionIdPart)
            .filter(id -> !id.getVersionIdPart().equals(stored.getMeta().getVersionId()))
            .isPresent();
  }

  private Resource current(IdType id) {
    return read(id.toUnqualifiedVersionless());
  }

  /** Only who answers for the client's own Patient resource changes it. */
  private static boolean isAnsweredBy(Controller controller, Patient client) {
    return Labeller.controllerOf(client).filter(controller::equals).isPresent();
  }

  private Resource read(IdType id) {
    return (Resource)
        daos.getResourceDao(id.getResourceType()).read(id, new SystemRequestDetails());
  }

  private static void requireNewer(QuestionnaireResponse form, QuestionnaireResponse stored) {
    if (form.getAuthored().before(stored.getAuthored())) {
      throw FormOutcome.conflict("A later version of this form was received before");
    }
  }
}
