package nl.keukentafel.casework;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import nl.keukentafel.access.Disclosure;
import nl.keukentafel.access.Labeller;
import nl.keukentafel.access.Session;
import nl.keukentafel.access.Session.Recording;
import nl.keukentafel.access.Subjects;
import nl.keukentafel.access.WriteStage;
import nl.keukentafel.conformance.Validation;
import nl.keukentafel.intake.Extracted;
import nl.keukentafel.intake.FormJudgement;
import nl.keukentafel.intake.Ruling;
import nl.keukentafel.intake.TemplateExtraction;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Controller;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The client's story, told once: an answered form is validated, judged item by item, and stored
 * with everything that follows from it in one transaction.
 */
final class ReceiveForm {
  private final Questionnaires questionnaires;
  private final WriteStage writes;
  private final Validation validation;
  private final FormJudgement judgement;
  private final TemplateExtraction extraction;
  private final Receipts receipts;
  private final DaoRegistry daos;
  private final IFhirSystemDao<Bundle, Meta> store;
  private final TransactionTemplate transaction;
  private final FhirContext fhir;
  private final Clock clock;

  ReceiveForm(
      Questionnaires questionnaires,
      WriteStage writes,
      Validation validation,
      FormJudgement judgement,
      TemplateExtraction extraction,
      Receipts receipts,
      DaoRegistry daos,
      IFhirSystemDao<Bundle, Meta> store,
      TransactionTemplate transaction,
      FhirContext fhir,
      Clock clock) {
    this.questionnaires = questionnaires;
    this.writes = writes;
    this.validation = validation;
    this.judgement = judgement;
    this.extraction = extraction;
    this.receipts = receipts;
    this.daos = daos;
    this.store = store;
    this.transaction = transaction;
    this.fhir = fhir;
    this.clock = clock;
  }

  MethodOutcome receive(
      QuestionnaireResponse form, boolean lenient, Session session, RequestDetails request) {
    Asker asker = writes.relatedAsker(session, form);
    String patient = Subjects.patientOf(form).orElseThrow();
    Questionnaire questionnaire = questionnaires.of(form);
    validation.require(form);
    Recording recording = session.recordingFor(patient);
    List<Ruling> refused = refused(questionnaire, form, asker, recording);
    refused.forEach(
        ruling ->
            session.refuse(
                new Disclosure(Act.VASTLEGGEN, patient, form.fhirType(), ruling.decision())));
    if (!refused.isEmpty() && !lenient) {
      throw new UnprocessableEntityException(
          "the form holds what may not be recorded",
          FormOutcome.refused(refused, IssueSeverity.ERROR));
    }
    OperationOutcome told = FormOutcome.refused(refused, IssueSeverity.WARNING);
    return store(
        questionnaire,
        FormJudgement.without(refused, form),
        new Receipts.Key(patient, identifier(form), recording.controller().tag()),
        told,
        session,
        recording,
        request);
  }

  private List<Ruling> refused(
      Questionnaire questionnaire, QuestionnaireResponse form, Asker asker, Recording recording) {
    return judgement
        .judge(questionnaire, form, asker, recording.controller(), recording.herkomst())
        .stream()
        .filter(ruling -> !ruling.permitted())
        .toList();
  }

  private MethodOutcome store(
      Questionnaire questionnaire,
      QuestionnaireResponse form,
      Receipts.Key key,
      OperationOutcome told,
      Session session,
      Recording recording,
      RequestDetails request) {
    String content = content(form);
    Bundle bundle = bundle(questionnaire, form, key.patient(), recording.controller());
    session.recordAs(recording);
    try {
      Bundle stored = transaction.execute(status -> store(bundle, key, content, status, request));
      if (stored == null) {
        Receipts.Receipt receipt = receipts.of(key);
        if (!receipt.content().equals(content)) {
          throw FormOutcome.conflict();
        }
        IdType known = new IdType("QuestionnaireResponse", receipt.response());
        return answer(known, false, told, request);
      }
      FormOutcome.made(
          told,
          stored.getEntry().stream()
              .map(entry -> location(entry).toUnqualifiedVersionless().getValue())
              .toList());
      return answer(location(stored.getEntryFirstRep()), true, told, request);
    } finally {
      session.recordAs(null);
      session.forgetRelations();
    }
  }

  private @Nullable Bundle store(
      Bundle bundle,
      Receipts.Key key,
      String content,
      TransactionStatus status,
      RequestDetails request) {
    try {
      receipts.claim(key, content);
    } catch (DuplicateKeyException known) {
      status.setRollbackOnly();
      return null;
    }
    Bundle stored = store.transactionNested(request, bundle);
    receipts.complete(key, location(stored.getEntryFirstRep()).getIdPart());
    return stored;
  }

  /** Only who answers for the client's own Patient resource changes it. */
  private Bundle bundle(
      Questionnaire questionnaire,
      QuestionnaireResponse form,
      String patient,
      Controller controller) {
    List<Extracted> extracted = extraction.extract(questionnaire, form);
    Patient client =
        daos.getResourceDao(Patient.class)
            .read(new IdType("Patient", patient), new SystemRequestDetails());
    boolean mayChange = Labeller.controllerOf(client).filter(controller::equals).isPresent();
    FormBundle bundle = new FormBundle(form, Date.from(clock.instant()));
    for (Extracted each : extracted) {
      if (!(each.resource() instanceof Patient contact)) {
        bundle.add(each);
      } else if (mayChange) {
        bundle.change(client, contact);
      }
    }
    return bundle.build();
  }

  private MethodOutcome answer(
      IdType id, boolean created, OperationOutcome told, RequestDetails request) {
    MethodOutcome outcome = new MethodOutcome(id, created);
    outcome.setOperationOutcome(told);
    outcome.setResource(daos.getResourceDao(QuestionnaireResponse.class).read(id, request));
    return outcome;
  }

  private static IdType location(BundleEntryComponent entry) {
    return new IdType(entry.getResponse().getLocation());
  }

  private static String identifier(QuestionnaireResponse form) {
    return form.getIdentifier().getSystem() + "|" + form.getIdentifier().getValue();
  }

  private String content(QuestionnaireResponse form) {
    QuestionnaireResponse answers = form.copy();
    answers.setId((String) null);
    answers.setMeta(null);
    String json = fhir.newJsonParser().encodeResourceToString(answers);
    return Hashing.sha256().hashString(json, StandardCharsets.UTF_8).toString();
  }
}
