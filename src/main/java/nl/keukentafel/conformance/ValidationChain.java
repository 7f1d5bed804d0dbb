package nl.keukentafel.conformance;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import java.util.Locale;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirDefaultPolicyAdvisor;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator.NullEvaluationContext;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r5.utils.validation.ValidatorSession;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.r5.utils.validation.constants.IdStatus;
import org.hl7.fhir.r5.utils.xver.XVerExtensionManagerOld;
import org.hl7.fhir.validation.ValidatorSettings;
import org.hl7.fhir.validation.instance.InstanceValidator;
import org.jspecify.annotations.Nullable;

/**
 * Where HAPI's validator and terminology look things up: base FHIR and the project's own resources,
 * all in memory, https://hapifhir.io/hapi-fhir/docs/validation/validation_support_modules.html.
 *
 * @param worker the same in the form that the validator wants. Shared, because each new one
 *     converts all of base FHIR to R5 first
 */
record ValidationChain(
    ValidationSupportChain support, WorkerContextValidationSupportAdapter worker) {
  static ValidationChain of(ConformanceResources resources) {
    FhirContext context = resources.context();
    WorkerContextValidationSupportAdapter worker = new WorkerContextValidationSupportAdapter();
    ValidationSupportChain support =
        new ValidationSupportChain(
            new Own(resources),
            new DefaultProfileValidationSupport(context),
            new SnapshotGeneratingValidationSupport(context, worker),
            new CommonCodeSystemsTerminologyService(context),
            new InMemoryTerminologyServerValidationSupport(context));
    worker.setLocale(Locale.ENGLISH);
    worker.setValidationSupport(support);
    return new ValidationChain(support, worker);
  }

  /** A validator for one thread at a time. */
  InstanceValidator newValidator() {
    InstanceValidator validator =
        new InstanceValidator(
            worker,
            new NullEvaluationContext(),
            new XVerExtensionManagerOld(worker),
            new ValidatorSession(),
            new ValidatorSettings());
    validator.setPolicyAdvisor(new FhirDefaultPolicyAdvisor());
    validator.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
    validator.setResourceIdRule(IdStatus.OPTIONAL);
    validator.setAnyExtensionsAllowed(true);
    validator.setErrorForUnknownProfiles(false);
    validator.setUnknownCodeSystemsCauseErrors(false);
    return validator;
  }

  /** The pre-populated support of HAPI knows no questionnaires. */
  private static final class Own extends PrePopulatedValidationSupport {
    private final ConformanceResources resources;

    Own(ConformanceResources resources) {
      super(resources.context());
      this.resources = resources;
      resources.all(StructureDefinition.class).forEach(this::addStructureDefinition);
      resources.all(CodeSystem.class).forEach(this::addCodeSystem);
      resources.all(ValueSet.class).forEach(this::addValueSet);
      lock();
    }

    @Override
    public <T extends IBaseResource> @Nullable T fetchResource(
        @Nullable Class<T> type, String canonical) {
      return type == Questionnaire.class
          ? type.cast(resources.find(Questionnaire.class, canonical).orElse(null))
          : super.fetchResource(type, canonical);
    }
  }
}
