package nl.keukentafel.casework.rights.informing;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Map;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;

/**
 * In the transaction that records it: at a melding the client is told what AVG 13 asks, and of
 * another person's data the gemeente is told that this person must hear of it (AVG 14 lid 3).
 */
@Interceptor
public final class InformingStage {
  private static final String TODO =
      "Vertel deze persoon uiterlijk over een maand dat de gemeente gegevens over hem of haar heeft:"
          + " welke, van wie, waarvoor, hoe lang, en welke rechten hij of zij heeft (AVG, artikel"
          + " 14). Weet deze persoon het al? Dan is dit klaar.";

  private final Messages messages;
  private final Notice notice;

  InformingStage(Messages messages, Notice notice) {
    this.messages = messages;
    this.notice = notice;
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource, RequestDetails request) {
    if (Session.of(request).isEmpty()) {
      return; // what the server loads itself was told elsewhere
    }
    if (resource instanceof Task task
        && task.getMeta().hasProfile(Canonical.profile("wmo-aanvraag"))) {
      inform(task);
    } else if (resource instanceof RelatedPerson person) {
      messages.remind(person.getPatient(), reference(person), TODO);
    }
  }

  private void inform(Task aanvraag) {
    Communication message = messages.toClient(aanvraag.getFor(), "informatie", "Informatie");
    message.addAbout(reference(aanvraag));
    notice.tell(message, messages.sender(message), Map.of());
    messages.store(message);
  }

  private static Reference reference(Resource made) {
    return new Reference(Subjects.reference(made));
  }
}
