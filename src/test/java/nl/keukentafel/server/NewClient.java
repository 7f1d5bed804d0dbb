package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import nl.keukentafel.fhir.Bsn;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;

/** Clients whom no other test knows: whoever writes much keeps it out of mevrouw T's dossier. */
final class NewClient {
  private static final PrimitiveIterator.OfInt BSNS =
      IntStream.range(999_900_000, 999_990_000)
          .filter(each -> Bsn.isValid(String.valueOf(each)))
          .iterator();

  private NewClient() {}

  /** Not stored yet, with a BSN that nobody has. */
  static Patient of(Reference gemeente) {
    Patient client = MevrouwT.example(Patient.class, "wmo-client");
    client.setManagingOrganization(gemeente).setGeneralPractitioner(null);
    client.getIdentifierFirstRep().setValue(bsn());
    return client;
  }

  /** The reference of a new client of this gemeente. */
  static String of(Party gemeente, String id) {
    Party.Answer made = gemeente.post("Patient", of(new Reference("Organization/" + id)));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return "Patient/" + made.as(Patient.class).getIdElement().getIdPart();
  }

  /** The reference of a new client of gemeente Lindehoven, who has help of De Linde. */
  static String withHelp(Party lindehoven) {
    String client = of(lindehoven, "gemeente-lindehoven");
    ServiceRequest order = MevrouwT.toewijzing();
    order.getSubject().setReference(client);
    assertThat(lindehoven.post("ServiceRequest", order).status()).isEqualTo(201);
    return client;
  }

  /** From the test range, each once; those of the demo come long after. */
  static synchronized String bsn() {
    return String.valueOf(BSNS.nextInt());
  }
}
