package nl.keukentafel.casework.rights.request;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Optional;
import java.util.function.Consumer;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.explain.Readers;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.access.session.Session.Recording;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/** Records a request, in the dossier of the holder that has to decide. */
final class Requests {
  private final DaoRegistry daos;
  private final Dossiers dossiers;
  private final Readers readers;
  private final WriteStage writes;
  private final Clock clock;

  Requests(DaoRegistry daos, Dossiers dossiers, Readers readers, WriteStage writes, Clock clock) {
    this.daos = daos;
    this.dossiers = dossiers;
    this.readers = readers;
    this.writes = writes;
    this.clock = clock;
  }

  /** 404 unless the caller may see this client. */
  Patient client(IdType client, RequestDetails request) {
    return daos.getResourceDao(Patient.class).read(client.toVersionless(), request);
  }

  /** An item of this dossier that the caller may see; 404 otherwise, and 400 when it is no item. */
  Resource item(Reference item, IdType client, RequestDetails request) {
    IdType id = new IdType(item.getReference());
    if (!id.hasResourceType()
        || !id.hasIdPart()
        || !daos.isResourceTypeSupported(id.getResourceType())) {
      throw Refusal.invalid("Zeg om welk gegeven het gaat.", "gegeven is a reference as Type/id");
    }
    Resource found =
        (Resource) daos.getResourceDao(id.getResourceType()).read(id.toVersionless(), request);
    if (!Subjects.patientOf(found).equals(Optional.of(client.getIdPart()))) {
      throw Refusal.notFound();
    }
    return found;
  }

  /** Who holds data of this client and is meant here. */
  Controller holder(Reference organization, IdType client, Session session) {
    return dossiers
        .controller(organization)
        .filter(each -> readers.isHolder(session, client.getIdPart(), each))
        .orElseThrow(
            () ->
                Refusal.invalid(
                    "Deze organisatie heeft geen gegevens van u.",
                    "verantwoordelijke holds nothing of this client"));
  }

  /** Who answers for an item; for what is the client's own, the gemeente. */
  Reference ownerOf(Resource item, Patient client) {
    return Labeller.controllerOf(item)
        .filter(each -> each.kind() == Controller.Kind.AANBIEDER)
        .flatMap(dossiers::reference)
        .orElse(client.getManagingOrganization());
  }

  /**
   * @param fill adds what this kind of request says
   */
  Task record(
      RightsRequest kind,
      Patient client,
      Reference owner,
      Consumer<Task> fill,
      RequestDetails request) {
    Session session = Session.of(request).orElseThrow();
    Controller holder = dossiers.controller(owner).orElseThrow();
    writes.requireRecordable(
        session, client, new DossierClass(holder, Category.TOESTEMMING, Herkomst.CLIENT));
    Task task = new Task().setStatus(TaskStatus.REQUESTED).setIntent(TaskIntent.ORDER);
    task.getMeta().addProfile(Canonical.profile("wmo-rechtenverzoek"));
    ZonedDateTime now = ZonedDateTime.now(clock);
    task.setCode(kind.concept())
        .setFor(new Reference("Patient/" + client.getIdElement().getIdPart()))
        .setRequester(new Reference(session.caller().person()))
        .setOwner(new Reference(owner.getReference()))
        .setAuthoredOn(Date.from(now.toInstant()))
        .getRestriction()
        .setPeriod(
            new Period()
                .setStart(Date.from(now.toInstant()))
                .setEnd(Date.from(now.plus(kind.term()).toInstant())));
    fill.accept(task);
    session.recordAs(new Recording(holder, Herkomst.CLIENT));
    try {
      daos.getResourceDao(Task.class).create(task, request);
    } finally {
      session.recordAs(null);
    }
    return daos.getResourceDao(Task.class).read(task.getIdElement().toVersionless(), request);
  }

  /** A resource as it is stored, for the server to change. */
  Resource stored(IdType id) {
    return (Resource)
        daos.getResourceDao(id.getResourceType())
            .read(id.toVersionless(), new SystemRequestDetails());
  }
}
