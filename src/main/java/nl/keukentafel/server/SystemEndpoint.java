package nl.keukentafel.server;

import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.annotation.Transaction;
import ca.uhn.fhir.rest.annotation.TransactionParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;

/** Batch and transaction, https://hl7.org/fhir/R4/http.html#transaction. */
record SystemEndpoint(IFhirSystemDao<Bundle, Meta> store) {
  @Transaction
  public Bundle transaction(@TransactionParam Bundle bundle, RequestDetails request) {
    return store.transaction(request, bundle);
  }
}
