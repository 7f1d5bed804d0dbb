package nl.keukentafel.casework;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.Objects;
import nl.keukentafel.access.explain.Explain;
import nl.keukentafel.access.explain.Explain.Party;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.identity.OrganizationIdentifier;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Coded;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Role;
import nl.keukentafel.policy.Rule;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;

/** {@code Patient/{id}/$explain-access}: may this be read or recorded, and on which article? */
final class ExplainEndpoint implements IResourceProvider {
  private final Explain explain;

  ExplainEndpoint(Explain explain) {
    this.explain = explain;
  }

  @Override
  public Class<Patient> getResourceType() {
    return Patient.class;
  }

  /**
   * Explains one decision of the rulebook. A condition such as consent counts as it stands today.
   *
   * @param role of whom it is about; absent: the caller's own
   * @param organization of whom it is about, {@code system|value}; absent: the caller's own, or the
   *     one that the role has in this dossier
   * @param act {@code raadplegen} (when absent) or {@code vastleggen}
   * @param category with {@code herkomst}, the kind of information; or else
   * @param resource what is in the dossier, as {@code Type/id}
   * @return {@code decision}, {@code rule}, {@code article} 1..*, {@code link}, {@code
   *     explanation}, {@code missing} 0..*, {@code version}
   * @throws ca.uhn.fhir.rest.server.exceptions.InvalidRequestException 400 on an unknown code or an
   *     incomplete question
   * @throws ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException 404 when the caller may
   *     not ask this, or the resource is not there for the caller
   */
  @Operation(name = "$explain-access")
  public Parameters explain(
      @IdParam IdType patient,
      @OperationParam(name = "role") @Nullable CodeType role,
      @OperationParam(name = "organization") @Nullable StringType organization,
      @OperationParam(name = "act") @Nullable CodeType act,
      @OperationParam(name = "informatiecategorie") @Nullable CodeType category,
      @OperationParam(name = "herkomst") @Nullable CodeType herkomst,
      @OperationParam(name = "resource") @Nullable Reference resource,
      RequestDetails request) {
    Session session = Session.of(request).orElseThrow();
    Party about = new Party(code(Role.class, role), organization(organization));
    Act asked = Objects.requireNonNullElse(code(Act.class, act), Act.RAADPLEGEN);
    if (resource != null) {
      IdType id = new IdType(resource.getReference());
      if (!id.hasResourceType() || !id.hasIdPart()) {
        throw incomplete();
      }
      return answer(explain.decide(session, patient.getIdPart(), about, asked, id));
    }
    Category what = code(Category.class, category);
    Herkomst from = code(Herkomst.class, herkomst);
    if (what == null || from == null) {
      throw incomplete();
    }
    return answer(explain.decide(session, patient.getIdPart(), about, asked, what, from));
  }

  private static Parameters answer(Decision decision) {
    Rule rule = decision.telling();
    Parameters answer =
        new Parameters()
            .addParameter("decision", new CodeType(decision.permitted() ? "permit" : "refuse"))
            .addParameter("rule", Refusal.coding(rule));
    if (rule.equals(decision.rule())) {
      decision.articles().forEach(each -> answer.addParameter("article", new StringType(each)));
    } else {
      answer.addParameter("article", new StringType(rule.citation()));
    }
    answer.addParameter("link", new UriType(rule.link()));
    answer.addParameter("explanation", new StringType(rule.sentence()));
    decision.missing().stream()
        .sorted()
        .forEach(each -> answer.addParameter("missing", new CodeType(each.code())));
    return answer.addParameter("version", new StringType(decision.version()));
  }

  private static <E extends Enum<E> & Coded> @Nullable E code(
      Class<E> system, @Nullable PrimitiveType<String> parameter) {
    try {
      return parameter == null ? null : Coded.of(system, parameter.getValue());
    } catch (IllegalArgumentException unknown) {
      throw Refusal.invalid(
          "Deze code kennen wij niet.", "Unknown code of " + system.getSimpleName());
    }
  }

  private static @Nullable OrganizationIdentifier organization(@Nullable StringType parameter) {
    try {
      return parameter == null ? null : OrganizationIdentifier.parse(parameter.getValue());
    } catch (IllegalArgumentException malformed) {
      throw Refusal.invalid(
          "Noem de organisatie met haar nummer.", "organization is written system|value");
    }
  }

  private static RuntimeException incomplete() {
    return Refusal.invalid(
        "Noem een soort gegeven en waar het vandaan komt, of een gegeven in het dossier.",
        "informatiecategorie and herkomst, or resource as Type/id, are required");
  }
}
