package nl.keukentafel.casework.form;

import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PreferHandlingEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import java.util.List;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.casework.form.JudgeForm.Judged;
import nl.keukentafel.intake.Ruling;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.QuestionnaireResponse;

/** {@code POST QuestionnaireResponse}, https://hl7.org/fhir/uv/sdc/extraction.html. */
public final class FormEndpoint implements IResourceProvider {
  private final JudgeForm judge;
  private final ReceiveForm receiveForm;
  private final JsonLists lists;

  FormEndpoint(JudgeForm judge, ReceiveForm receiveForm, JsonLists lists) {
    this.lists = lists;
    this.judge = judge;
    this.receiveForm = receiveForm;
  }

  @Override
  public Class<QuestionnaireResponse> getResourceType() {
    return QuestionnaireResponse.class;
  }

  /**
   * Stores an answered form and everything that follows from it, or nothing.
   *
   * @param sent the form as it was written
   * @return 201 with what was made; 200 when the same form was received before; 400 for a list
   *     where one value belongs; 422 with an issue per item that is invalid or may not be recorded;
   *     404 when the client is not the caller's
   */
  @Create
  public MethodOutcome create(
      @ResourceParam QuestionnaireResponse form,
      @ResourceParam String sent,
      RequestDetails request) {
    lists.misplaced(sent).ifPresent(FormEndpoint::refuseList);
    return receiveForm.receive(
        form, isLenient(request), Session.of(request).orElseThrow(), request);
  }

  /**
   * {@code QuestionnaireResponse/$extract}: what a POST of this form, with the same {@code Prefer}
   * header, would store and refuse. Nothing is stored.
   *
   * @return {@code return} 1..1, a transaction Bundle, empty when the form would be refused or was
   *     received before; {@code issues} 0..1, an issue for each answer that may not be recorded
   */
  @Operation(name = "$extract")
  public Parameters extract(
      @OperationParam(name = "questionnaire-response", min = 1) QuestionnaireResponse form,
      RequestDetails request) {
    Session session = Session.of(request).orElseThrow();
    boolean lenient = isLenient(request);
    Judged judged = judge.judge(form, session);
    List<Ruling> refused = judged.refused();
    Parameters answer = new Parameters();
    answer
        .addParameter()
        .setName("return")
        .setResource(receiveForm.dryRun(judged, lenient, session, request));
    if (!refused.isEmpty()) {
      answer
          .addParameter()
          .setName("issues")
          .setResource(
              FormOutcome.refused(refused, lenient ? IssueSeverity.WARNING : IssueSeverity.ERROR));
    }
    return answer;
  }

  private static void refuseList(String element) {
    throw Refusal.invalid(
        "Dit bericht kunnen wij niet lezen.", element + " is one value and not a list");
  }

  private static boolean isLenient(RequestDetails request) {
    return RestfulServerUtils.parsePreferHeader(request.getHeader("Prefer")).getHanding()
        == PreferHandlingEnum.LENIENT;
  }
}
