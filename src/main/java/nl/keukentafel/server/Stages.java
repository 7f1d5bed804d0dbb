package nl.keukentafel.server;

import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.rest.server.RestfulServer;
import nl.keukentafel.access.answer.CheckStage;
import nl.keukentafel.access.answer.ErrorStage;
import nl.keukentafel.access.answer.LogStage;
import nl.keukentafel.access.dossier.FactsTable;
import nl.keukentafel.access.gate.GateStage;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.search.NarrowStage;
import nl.keukentafel.casework.CaseworkStages;
import nl.keukentafel.notify.Enrolment;
import nl.keukentafel.notify.Outbox;

/** Every interceptor of this server, once each and in order. */
record Stages(
    GateStage gate,
    NarrowStage narrow,
    CheckStage check,
    Labeller labeller,
    FactsTable facts,
    Enrolment enrolment,
    CaseworkStages casework,
    Outbox outbox,
    LogStage log,
    ErrorStage error) {

  /** Those that look at requests and answers. */
  void register(RestfulServer server) {
    server.registerInterceptor(gate);
    casework.server().forEach(server::registerInterceptor);
    server.registerInterceptor(log);
    server.registerInterceptor(error);
  }

  /** Those that look at what is read from and written to the store, by whichever way. */
  void register(IInterceptorService store) {
    store.registerInterceptor(enrolment);
    store.registerInterceptor(labeller);
    store.registerInterceptor(narrow);
    store.registerInterceptor(check);
    store.registerInterceptor(facts);
    casework.store().forEach(store::registerInterceptor);
    store.registerInterceptor(outbox);
  }
}
