package nl.keukentafel.server;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import nl.keukentafel.access.recording.Labeller;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Loads the organisations and clients of the demo, each only when it is not there yet. */
@Component
@Profile("demo")
final class DemoRegistry implements SmartInitializingSingleton {
  private final FhirContext fhir;
  private final DaoRegistry daos;
  private final Labeller labeller;

  DemoRegistry(FhirContext fhir, DaoRegistry daos, Labeller labeller) {
    this.fhir = fhir;
    this.daos = daos;
    this.labeller = labeller;
  }

  @Override
  public void afterSingletonsInstantiated() {
    try (InputStream registry = getClass().getResourceAsStream("/demo/registry.json")) {
      fhir.newJsonParser()
          .parseResource(Bundle.class, Objects.requireNonNull(registry))
          .getEntry()
          .forEach(entry -> load(entry.getResource()));
    } catch (IOException e) {
      throw new IllegalStateException("demo/registry.json", e);
    }
  }

  private void load(Resource resource) {
    @SuppressWarnings("unchecked")
    IFhirResourceDao<Resource> dao = daos.getResourceDao(resource.fhirType());
    try {
      dao.read(resource.getIdElement(), new SystemRequestDetails());
    } catch (ResourceNotFoundException absent) {
      labeller.label(resource);
      dao.update(resource, new SystemRequestDetails());
    }
  }
}
