package nl.keukentafel.casework.process.rules;

import java.util.EnumSet;
import java.util.Set;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * A message stays what it was. Of a klacht whoever handles it says how far that is and what came of
 * it, until it is closed (Wmo 3.2; Awb 9:12).
 */
final class Complaints implements ChangeRule {
  private static final Set<CommunicationStatus> CLOSED =
      EnumSet.of(
          CommunicationStatus.COMPLETED,
          CommunicationStatus.STOPPED,
          CommunicationStatus.ENTEREDINERROR);

  @Override
  public void check(@Nullable Resource before, Resource after) {
    if (!(after instanceof Communication message)) {
      return;
    }
    boolean klacht =
        message.getCategory().stream()
            .anyMatch(each -> each.hasCoding(Canonical.codeSystem("berichtsoort"), "klacht"));
    if (!(before instanceof Communication stored)) {
      if (klacht && CLOSED.contains(message.getStatus())) {
        throw Conflict.never(
            "Communication.status", "Een klacht begint open, met status in-progress.");
      }
    } else {
      changed(klacht, stored, message);
    }
  }

  private static void changed(boolean klacht, Communication stored, Communication message) {
    if (!klacht || CLOSED.contains(stored.getStatus())) {
      throw Conflict.of("Communication.status", "Dit bericht is klaar. Het verandert niet meer.");
    }
    if (!told(message).equalsDeep(told(stored))) {
      throw Conflict.never(
          "Communication",
          "Wat er in de klacht staat, blijft zo. U kunt zeggen hoe ver het is en wat eruit kwam.");
    }
    if (message.getStatus() == CommunicationStatus.COMPLETED && !message.hasNote()) {
      throw Conflict.never(
          "Communication.note", "Schrijf op wat er uit de klacht kwam. Dan kan zij dicht.");
    }
  }

  private static Communication told(Communication message) {
    Communication told = message.copy();
    told.setId((String) null);
    told.setMeta(null);
    return told.setStatus(null).setStatusReason(null).setNote(null);
  }
}
