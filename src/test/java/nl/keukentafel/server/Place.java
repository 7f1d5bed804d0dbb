package nl.keukentafel.server;

import com.nimbusds.jose.jwk.RSAKey;
import java.util.LinkedHashMap;
import java.util.Map;
import nl.keukentafel.policy.Role;
import nl.keukentafel.server.Life.Actor;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;

/**
 * A gemeente of a running demo with the aanbieder it engages, and everybody there who has a token:
 * where lives begin.
 */
record Place(
    Organisation gemeente, Organisation aanbieder, Map<String, Actor> actors, Tokens tokens) {
  /** Toegang gemeente: Lindehoven does the onderzoek, De Linde helps. */
  static Place lindehoven(int port, RSAKey key) {
    return of(Organisation.LINDEHOVEN, Organisation.DE_LINDE, new Tokens(key, port));
  }

  /** Toegang aanbieder: Noord does the onderzoek for Westerbrug, and helps. */
  static Place westerbrug(int port, RSAKey key) {
    return of(Organisation.WESTERBRUG, Organisation.NOORD, new Tokens(key, port));
  }

  private static Place of(Organisation gemeente, Organisation aanbieder, Tokens tokens) {
    boolean here = gemeente == Organisation.LINDEHOVEN;
    Map<String, Actor> actors = new LinkedHashMap<>();
    actors.put("gemeente", actor(gemeente, Role.WMO_CONSULENT, tokens.port()));
    actors.put("voorportaal", actor(gemeente, Role.CONSULENT_VOORPORTAAL, tokens.port()));
    actors.put("aanbieder", actor(aanbieder, Role.ZORGCOORDINATOR, tokens.port()));
    actors.put(
        "andere-gemeente",
        actor(
            here ? Organisation.WESTERBRUG : Organisation.LINDEHOVEN,
            Role.WMO_CONSULENT,
            tokens.port()));
    actors.put(
        "andere-aanbieder",
        actor(
            here ? Organisation.NOORD : Organisation.DE_LINDE,
            Role.ZORGCOORDINATOR,
            tokens.port()));
    return new Place(gemeente, aanbieder, actors, tokens);
  }

  private static Actor actor(Organisation organisation, Role role, int port) {
    return new Actor(role, organisation, Party.of(port, organisation.id(), role.code()));
  }

  /** Whether the aanbieder does the onderzoek. */
  boolean isMandated() {
    return aanbieder.hasMandaatOf(gemeente);
  }

  Organisation onderzoeker() {
    return isMandated() ? aanbieder : gemeente;
  }

  /** Whom the gemeente asks for a medical advice. */
  Party adviser() {
    return Party.of(tokens.port(), Organisation.ADVISEUR.id(), Role.MEDISCH_ADVISEUR.code());
  }

  /** Stores this client. */
  Party.Answer welcome(Patient client) {
    client
        .setManagingOrganization(new Reference(gemeente.reference()))
        .setGeneralPractitioner(null);
    return actors.get("gemeente").party().post("Patient", client);
  }

  /** A life of a stored client, from the melding on. */
  Life begin(String client) {
    Map<String, Actor> all = new LinkedHashMap<>(actors);
    all.put(
        "client",
        new Actor(Role.CLIENT, null, tokens.client(client.substring("Patient/".length()))));
    Task melding = MevrouwT.example(Task.class, "wmo-aanvraag");
    melding.setFor(new Reference(client)).setOwner(new Reference(onderzoeker().reference()));
    melding.getBusinessStatus().getCodingFirstRep().setCode("melding").setDisplay(null);
    Party.Answer begun = actors.get("gemeente").party().post("Task", melding);
    if (begun.status() != 201) {
      throw new IllegalStateException(begun.body());
    }
    return new Life(client, this, all, begun.as(Task.class));
  }

  /** The same resource, about this client and of the organisations of this place. */
  <R extends Resource> R here(R like, String client) {
    String json =
        Party.FHIR
            .newJsonParser()
            .encodeResourceToString(like)
            .replace(MevrouwT.REFERENCE, client)
            .replace(Organisation.LINDEHOVEN.reference(), gemeente.reference())
            .replace("Organization/voorbeeld-gemeente", gemeente.reference())
            .replace(Organisation.DE_LINDE.reference(), aanbieder.reference())
            .replace("Organization/voorbeeld-aanbieder", aanbieder.reference());
    @SuppressWarnings("unchecked") // what comes back is what was written
    R made = (R) Party.FHIR.newJsonParser().parseResource(like.getClass(), json);
    return made;
  }

  @Override
  public String toString() {
    return gemeente.id();
  }
}
