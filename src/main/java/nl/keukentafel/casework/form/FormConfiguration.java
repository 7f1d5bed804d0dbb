package nl.keukentafel.casework.form;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import java.time.Clock;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.access.search.CallerSearch;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.conformance.Validation;
import nl.keukentafel.intake.FormJudgement;
import nl.keukentafel.intake.Population;
import nl.keukentafel.intake.TemplateExtraction;
import nl.keukentafel.policy.Rulebook;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** How forms come in and go out. */
@Configuration(proxyBeanMethods = false)
public class FormConfiguration {
  @Bean
  JudgeForm judgeForm(
      ConformanceResources conformance,
      InformationCategories categories,
      WriteStage writes,
      Validation validation,
      Rulebook rulebook,
      Dossiers dossiers) {
    return new JudgeForm(
        new Questionnaires(conformance),
        writes,
        validation,
        new FormJudgement(categories, rulebook::decide),
        new Addressees(dossiers));
  }

  @Bean
  FormEndpoint formEndpoint(
      JudgeForm judge,
      ConformanceResources conformance,
      InformationCategories categories,
      IValidationSupport support,
      Validation validation,
      Labeller labeller,
      DaoRegistry daos,
      IFhirSystemDao<Bundle, Meta> store,
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      FhirContext fhir,
      Clock clock) {
    Receipts receipts = new Receipts(jdbc);
    return new FormEndpoint(
        judge,
        new ReceiveForm(
            judge,
            new BundleForm(
                new TemplateExtraction(support, conformance, categories),
                categories,
                validation,
                receipts,
                daos,
                clock),
            receipts,
            labeller,
            daos,
            store,
            new TransactionTemplate(transactions),
            fhir),
        new JsonLists(fhir));
  }

  @Bean
  PopulateEndpoint populateEndpoint(
      ConformanceResources conformance,
      WriteStage writes,
      JudgeForm judge,
      CallerSearch search,
      IValidationSupport support) {
    return new PopulateEndpoint(
        new PopulateForm(
            new Questionnaires(conformance), writes, judge, search, new Population(support)));
  }
}
