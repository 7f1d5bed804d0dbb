package nl.keukentafel.access.recording;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Reach;
import nl.keukentafel.access.judgement.Labels;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.identity.Caller;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * What may be pointed at: a reference into another dossier would tell whether its target exists.
 */
record References(Gate gate, Dossiers dossiers) {
  Set<String> in(Resource resource) {
    return dossiers
        .context()
        .newTerser()
        .getAllPopulatedChildElementsOfType(resource, Reference.class)
        .stream()
        .flatMap(reference -> Stream.ofNullable(reference.getReference()))
        .collect(Collectors.toSet());
  }

  /**
   * @param known the references that the stored version has: who keeps them learns nothing
   * @throws ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException 422 for another that
   *     leads outside this dossier, the register and the caller's own staff
   */
  void requireWithinReach(Session session, Resource from, Set<String> known) {
    boolean within =
        in(from).stream()
            .filter(reference -> !known.contains(reference))
            .allMatch(reference -> isWithinReach(session, from, new IdType(reference)));
    if (!within) {
      throw Refusal.unprocessable(
          from.fhirType(), "A reference leads outside this dossier and the register");
    }
  }

  /**
   * Who sends something as the author is the author: the person who signed in, or the organisation
   * or one of its staff.
   *
   * @throws ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException 422 when another is
   */
  void requireOwnAuthor(Session session, Resource from, Reference author) {
    Caller caller = session.caller();
    IdType who = new IdType(author.getReference());
    boolean own =
        Caller.isPersonal(caller.role())
            ? caller.person().equals(who.getValue())
            : dossiers
                    .controller(author)
                    .equals(Optional.ofNullable(Relations.organisation(caller)))
                || (who.hasIdPart() && "PractitionerRole".equals(who.getResourceType()));
    if (!own) {
      throw Refusal.unprocessable(
          from.fhirType() + ".author", "The author is the sender or its organisation");
    }
  }

  /** Of the client itself it is known already: who has no relation with it did not come here. */
  private boolean isInDossierOf(String client, IdType target) {
    return ("Patient/" + client).equals(target.getValue())
        || dossiers
            .read(Resource.class, target)
            .flatMap(Subjects::patientOf)
            .filter(client::equals)
            .isPresent();
  }

  private boolean isWithinReach(Session session, Resource from, IdType target) {
    Optional<Reach> reach =
        gate.opening(String.valueOf(target.getResourceType())).map(Gate.Opening::reach);
    if (reach.isEmpty()) {
      return false;
    }
    return switch (reach.get()) {
      case REGISTER -> true;
      case DOSSIER -> isInDossierOf(Subjects.patientOf(from).orElse(""), target);
      case OWN ->
          dossiers
              .read(Resource.class, target)
              .filter(found -> Labels.ownedBy(found, Labeller.owner(session)))
              .isPresent();
      case LOG, PUBLIC -> false;
    };
  }
}
