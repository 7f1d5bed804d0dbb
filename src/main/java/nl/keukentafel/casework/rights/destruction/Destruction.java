package nl.keukentafel.casework.rights.destruction;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.jpa.util.MemoryCacheService;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Reach;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.policy.Controller;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.transaction.support.TransactionTemplate;

/** Destroys what one holder has of one client; the client, with the last of the dossier. */
public final class Destruction {
  private final Gate gate;
  private final DaoRegistry daos;
  private final Erasure erasure;
  private final MemoryCacheService cache;
  private final TransactionTemplate transaction;

  Destruction(
      Gate gate,
      DaoRegistry daos,
      Erasure erasure,
      MemoryCacheService cache,
      TransactionTemplate transaction) {
    this.gate = gate;
    this.daos = daos;
    this.erasure = erasure;
    this.cache = cache;
    this.transaction = transaction;
  }

  /**
   * All or nothing.
   *
   * @param only these, as {@code Type/id}; everything that the holder has when empty
   * @param request stays as long as the client does, for it says what was decided
   * @return how many resources went
   */
  public int carryOut(String client, Controller holder, List<String> only, String request) {
    return carryOut(client, holder, only, request, () -> {});
  }

  /**
   * @param before done in the same transaction
   */
  int carryOut(
      String client, Controller holder, List<String> only, String request, Runnable before) {
    int gone =
        Objects.requireNonNull(
            transaction.execute(
                status -> {
                  before.run();
                  return erase(client, holder, only, request);
                }));
    cache.invalidateAllCaches(); // it knows where the resources were
    return gone;
  }

  private int erase(String client, Controller holder, List<String> only, String request) {
    if (!only.isEmpty()) {
      return erasure.erase(new LinkedHashSet<>(only));
    }
    Set<String> held = new LinkedHashSet<>();
    boolean ofOthers = false;
    for (Resource each : (Iterable<Resource>) dossier(client)::iterator) {
      if (isHeld(each, holder)) {
        held.add(Subjects.reference(each));
      } else {
        ofOthers = true;
      }
    }
    if (ofOthers || holder.kind() != Controller.Kind.COLLEGE) {
      held.remove(request);
      return erasure.erase(held);
    }
    held.add("Patient/" + client);
    return erasure.erase(held) + erasure.eraseTracesOf(client);
  }

  /** A gemeente keeps what the client told it as well. */
  private static boolean isHeld(Resource resource, Controller holder) {
    return Labeller.controllerOf(resource)
        .filter(
            each ->
                each.equals(holder)
                    || (each.equals(Controller.CLIENT) && holder.kind() == Controller.Kind.COLLEGE))
        .isPresent();
  }

  /** All of a client but the client. */
  Stream<Resource> dossier(String client) {
    return gate.types().entrySet().stream()
        .filter(type -> type.getValue().reach() == Reach.DOSSIER)
        .filter(type -> !type.getKey().equals("Patient"))
        .flatMap(
            type ->
                daos
                    .getResourceDao(type.getKey())
                    .search(
                        SearchParameterMap.newSynchronous(
                            "patient", new ReferenceParam("Patient", null, client)),
                        new SystemRequestDetails())
                    .getAllResources()
                    .stream())
        .map(Resource.class::cast);
  }
}
