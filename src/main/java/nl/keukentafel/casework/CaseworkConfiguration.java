package nl.keukentafel.casework;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import java.time.Clock;
import nl.keukentafel.access.Explain;
import nl.keukentafel.access.WriteStage;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.conformance.Validation;
import nl.keukentafel.intake.FormJudgement;
import nl.keukentafel.intake.TemplateExtraction;
import nl.keukentafel.policy.Rulebook;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The use cases and the endpoints that call them. */
@Configuration(proxyBeanMethods = false)
public class CaseworkConfiguration {
  @Bean
  FormEndpoint formEndpoint(
      ConformanceResources conformance,
      InformationCategories categories,
      IValidationSupport support,
      WriteStage writes,
      Validation validation,
      Rulebook rulebook,
      DaoRegistry daos,
      IFhirSystemDao<Bundle, Meta> store,
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      FhirContext fhir,
      Clock clock) {
    return new FormEndpoint(
        new ReceiveForm(
            new Questionnaires(conformance),
            writes,
            validation,
            new FormJudgement(categories, rulebook::decide),
            new TemplateExtraction(support, conformance, categories),
            new Receipts(jdbc),
            daos,
            store,
            new TransactionTemplate(transactions),
            fhir,
            clock));
  }

  @Bean
  ApprovalEndpoint approvalEndpoint(DaoRegistry daos, WriteStage writes, Clock clock) {
    return new ApprovalEndpoint(daos, writes, clock);
  }

  @Bean
  ExplainEndpoint explainEndpoint(Explain explain) {
    return new ExplainEndpoint(explain);
  }
}
