package nl.keukentafel.casework.rights.insight;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.casework.rights.insight.Processing.Permitted;
import nl.keukentafel.casework.rights.insight.Sightings.Seen;
import nl.keukentafel.casework.rights.insight.Sightings.Seer;
import nl.keukentafel.casework.verslag.AskedForm;
import nl.keukentafel.casework.verslag.Pages;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Role;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * {@code Patient/{id}/$processing-overview}: what is done with the data of a client (AVG 13–15).
 */
public final class ProcessingEndpoint implements IResourceProvider {
  private final ProcessingOverview overview;
  private final Register register;
  private final ProcessingPage page;

  ProcessingEndpoint(ProcessingOverview overview, Register register, ProcessingPage page) {
    this.overview = overview;
    this.register = register;
    this.page = page;
  }

  @Override
  public Class<Patient> getResourceType() {
    return Patient.class;
  }

  /**
   * @return Parameters, or with {@code Accept: text/html} a page; 404 when it is not the caller's
   *     own dossier
   */
  @Operation(name = "$processing-overview", idempotent = true)
  public Resource overview(@IdParam IdType client, ServletRequestDetails request) {
    AskedForm form = AskedForm.fhirOr(request, MediaType.TEXT_HTML);
    Answer answer = new Answer(client.getIdPart(), overview.of(client, request), new HashMap<>());
    return form.document()
        ? form.binary(page.of(answer.kinds, answer::controller, answer::name), request)
        : answer.parameters();
  }

  /** One answer; every organisation is looked up once. */
  private final class Answer {
    private final String client;
    private final List<Processing> kinds;
    private final Map<OrganizationIdentifier, Reference> known;

    Answer(String client, List<Processing> kinds, Map<OrganizationIdentifier, Reference> known) {
      this.client = client;
      this.kinds = kinds;
      this.known = known;
    }

    Reference controller(Processing kind) {
      return register.reference(kind.what().controller(), client);
    }

    private Reference organization(OrganizationIdentifier number) {
      return known.computeIfAbsent(number, register::reference).copy();
    }

    String name(OrganizationIdentifier number) {
      return organization(number).getDisplay();
    }

    Parameters parameters() {
      Parameters answer = new Parameters();
      for (Processing kind : kinds) {
        ParametersParameterComponent one = answer.addParameter().setName("processing");
        one.addPart().setName("informatiecategorie").setValue(code(kind.what().category().code()));
        one.addPart().setName("herkomst").setValue(code(kind.what().herkomst().code()));
        one.addPart().setName("controller").setValue(controller(kind));
        kind.purposes()
            .forEach(each -> one.addPart().setName("purpose").setValue(code(each.code())));
        one.addPart()
            .setName("retention")
            .setValue(new StringType(Retention.inWords(kind.what(), Pages.day(kind.keptUntil()))));
        kind.readers().forEach(each -> reader(one, each));
        kind.seen().forEach((seer, seen) -> seen(one, seer, seen));
      }
      return answer;
    }

    private void reader(ParametersParameterComponent of, Permitted permitted) {
      ParametersParameterComponent reader = of.addPart().setName("reader");
      who(reader, permitted.reader().role(), permitted.reader().organization());
      reader.addPart().setName("rule").setValue(Refusal.coding(permitted.decision().rule()));
      reader
          .addPart()
          .setName("article")
          .setValue(new StringType(permitted.decision().rule().citation()));
      reader.addPart().setName("link").setValue(new UriType(permitted.decision().rule().link()));
    }

    private void seen(ParametersParameterComponent of, Seer seer, Seen seen) {
      ParametersParameterComponent part = of.addPart().setName("seen");
      who(part, seer.role(), seer.organization());
      part.addPart().setName("count").setValue(new PositiveIntType(seen.count()));
      part.addPart().setName("last").setValue(new InstantType(Date.from(seen.last())));
    }

    private void who(
        ParametersParameterComponent part, Role role, @Nullable OrganizationIdentifier number) {
      part.addPart().setName("role").setValue(code(role.code()));
      if (number != null) {
        part.addPart().setName("organization").setValue(organization(number));
      }
    }
  }

  private static CodeType code(String code) {
    return new CodeType(code);
  }
}
