package nl.keukentafel.casework.form;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.casework.form.BundleForm.Answered;
import nl.keukentafel.casework.form.JudgeForm.Judged;
import nl.keukentafel.casework.form.Receipts.Receipt;
import nl.keukentafel.conformance.Validation.Findings;
import nl.keukentafel.intake.Ruling;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The client's story, told once: an answered form is validated, judged item by item, and stored
 * with everything that follows from it in one transaction.
 */
final class ReceiveForm {
  /**
   * What became of one part.
   *
   * @param made references of everything that was written, the form itself first
   * @param left references of what another changed since the form that this one amends
   */
  private record Stored(IdType form, boolean created, List<String> made, List<String> left) {}

  private final JudgeForm judge;
  private final BundleForm bundles;
  private final Receipts receipts;
  private final Labeller labeller;
  private final DaoRegistry daos;
  private final IFhirSystemDao<Bundle, Meta> store;
  private final TransactionTemplate transaction;
  private final FhirContext fhir;

  ReceiveForm(
      JudgeForm judge,
      BundleForm bundles,
      Receipts receipts,
      Labeller labeller,
      DaoRegistry daos,
      IFhirSystemDao<Bundle, Meta> store,
      TransactionTemplate transaction,
      FhirContext fhir) {
    this.judge = judge;
    this.bundles = bundles;
    this.receipts = receipts;
    this.labeller = labeller;
    this.daos = daos;
    this.store = store;
    this.transaction = transaction;
    this.fhir = fhir;
  }

  MethodOutcome receive(
      QuestionnaireResponse form, boolean lenient, Session session, RequestDetails request) {
    Judged judged = judge.judge(form, session);
    List<Ruling> refused = judged.refused();
    List<FormPart> recordable = recordable(judged.parts());
    if ((!refused.isEmpty() && !lenient) || recordable.isEmpty()) {
      judged.findings().require();
      throw FormOutcome.unrecordable(refused);
    }
    List<Answered> answered = extract(recordable, judged.findings());
    List<Stored> stored;
    try {
      stored = storeAll(answered, session, request);
    } catch (DuplicateKeyException sentTwice) { // the other one is there by now
      stored = storeAll(extract(recordable, judged.findings()), session, request);
    }
    OperationOutcome told = FormOutcome.refused(refused, IssueSeverity.WARNING);
    stored.forEach(part -> FormOutcome.left(told, part.left()));
    stored.forEach(part -> FormOutcome.made(told, part.made()));
    IdType first = stored.get(0).form();
    MethodOutcome outcome = new MethodOutcome(first, stored.stream().anyMatch(Stored::created));
    outcome.setOperationOutcome(told);
    readBack(first, request).ifPresent(outcome::setResource);
    return outcome;
  }

  /** Who may record may not always read: then the answer is the outcome alone. */
  private Optional<QuestionnaireResponse> readBack(IdType form, RequestDetails request) {
    try {
      return Optional.of(daos.getResourceDao(QuestionnaireResponse.class).read(form, request));
    } catch (ResourceNotFoundException hidden) {
      return Optional.empty();
    }
  }

  private static List<FormPart> recordable(List<FormPart> parts) {
    return parts.stream().map(FormPart::recordable).filter(FormPart::hasAnswers).toList();
  }

  /** The last that is done with answers that may not be valid. */
  private List<Answered> extract(List<FormPart> recordable, Findings findings) {
    List<Answered> answered =
        findings.outrank(() -> recordable.stream().map(bundles::extract).toList());
    findings.require();
    return answered;
  }

  private List<Stored> storeAll(List<Answered> parts, Session session, RequestDetails request) {
    try {
      return Objects.requireNonNull(
          transaction.execute(
              status -> parts.stream().map(part -> store(part, session, request)).toList()));
    } finally {
      session.recordAs(null);
      session.forgetRelations();
    }
  }

  private Stored store(Answered answered, Session session, RequestDetails request) {
    FormPart part = answered.part();
    String content = content(part.form());
    Optional<Receipt> known = receipts.lock(part.key());
    if (known.filter(receipt -> isSame(receipt, content, part)).isPresent()) {
      return new Stored(form(known.get().response()), false, List.of(), List.of());
    }
    if (known.isEmpty()) {
      receipts.claim(part.key(), content);
    }
    session.recordAs(part.recording());
    FormBundle bundle = bundles.bundle(answered, known, new SystemRequestDetails());
    Bundle stored = store.transactionNested(request, labelled(bundle, request));
    List<String> made = bundle.made(stored);
    IdType form = new IdType(made.get(0));
    receipts.complete(part.key(), new Receipt(content, form.getIdPart()));
    if (known.isPresent()) {
      receipts.forgetYields(part.key());
    }
    receipts.yielded(part.key(), bundle.yields(stored));
    return new Stored(form, known.isEmpty(), made, bundle.left());
  }

  /**
   * Everything that a form would put in the store, and nothing of it is stored: no entries when the
   * form would be refused, or was received before.
   */
  Bundle dryRun(Judged judged, boolean lenient, Session session, RequestDetails request) {
    Bundle all = new Bundle().setType(BundleType.TRANSACTION);
    if (lenient || judged.refused().isEmpty()) {
      extract(recordable(judged.parts()), judged.findings())
          .forEach(answered -> entries(answered, session, request).forEach(all::addEntry));
    }
    session.recordAs(null);
    return all;
  }

  private List<BundleEntryComponent> entries(
      Answered answered, Session session, RequestDetails request) {
    FormPart part = answered.part();
    Optional<Receipt> known = receipts.find(part.key());
    if (known.filter(receipt -> isSame(receipt, content(part.form()), part)).isPresent()) {
      return List.of();
    }
    session.recordAs(part.recording());
    return labelled(bundles.bundle(answered, known, request), request).getEntry();
  }

  /** HAPI drops a change in silence when its label does not show that the caller may read it. */
  private Bundle labelled(FormBundle bundle, RequestDetails request) {
    Bundle built = bundle.build();
    bundle.made().forEach(resource -> labeller.created(resource, request));
    return built;
  }

  /**
   * @throws ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException 409 when it is
   *     another and does not say that it amends
   */
  private static boolean isSame(Receipt receipt, String content, FormPart part) {
    boolean same = receipt.content().equals(content);
    if (!same && part.form().getStatus() != QuestionnaireResponseStatus.AMENDED) {
      throw FormOutcome.conflict("A form with this identifier and other answers was received");
    }
    return same;
  }

  private static IdType form(String id) {
    return new IdType("QuestionnaireResponse", id);
  }

  private String content(QuestionnaireResponse form) {
    QuestionnaireResponse answers = form.copy();
    answers.setId((String) null);
    answers.setMeta(null);
    String json = fhir.newJsonParser().encodeResourceToString(answers);
    return Hashing.sha256().hashString(json, StandardCharsets.UTF_8).toString();
  }
}
