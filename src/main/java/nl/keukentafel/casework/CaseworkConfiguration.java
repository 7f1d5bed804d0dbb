package nl.keukentafel.casework;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import java.util.List;
import nl.keukentafel.access.explain.Explain;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.casework.form.FormConfiguration;
import nl.keukentafel.casework.form.FormEndpoint;
import nl.keukentafel.casework.form.PopulateEndpoint;
import nl.keukentafel.casework.letter.LetterConfiguration;
import nl.keukentafel.casework.letter.LetterEndpoint;
import nl.keukentafel.casework.letter.PrintingStage;
import nl.keukentafel.casework.process.Freshness;
import nl.keukentafel.casework.process.ProcessConfiguration;
import nl.keukentafel.casework.process.Spine;
import nl.keukentafel.casework.process.advice.AdviceStage;
import nl.keukentafel.casework.process.plan.ConceptStage;
import nl.keukentafel.casework.process.rules.RulesStage;
import nl.keukentafel.casework.rights.copy.CopyConfiguration;
import nl.keukentafel.casework.rights.copy.InzageEndpoint;
import nl.keukentafel.casework.rights.destruction.DestructionConfiguration;
import nl.keukentafel.casework.rights.destruction.RetentionEndpoint;
import nl.keukentafel.casework.rights.informing.InformingConfiguration;
import nl.keukentafel.casework.rights.informing.InformingStage;
import nl.keukentafel.casework.rights.insight.InsightConfiguration;
import nl.keukentafel.casework.rights.insight.ProcessingEndpoint;
import nl.keukentafel.casework.rights.request.DecisionEndpoint;
import nl.keukentafel.casework.rights.request.RequestConfiguration;
import nl.keukentafel.casework.rights.request.RequestEndpoint;
import nl.keukentafel.casework.rights.request.Statement;
import nl.keukentafel.casework.verslag.VerslagConfiguration;
import nl.keukentafel.casework.verslag.VerslagEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The use cases and the endpoints that call them. */
@Configuration(proxyBeanMethods = false)
@Import({
  FormConfiguration.class,
  LetterConfiguration.class,
  CopyConfiguration.class,
  DestructionConfiguration.class,
  InformingConfiguration.class,
  InsightConfiguration.class,
  RequestConfiguration.class,
  ProcessConfiguration.class,
  VerslagConfiguration.class
})
public class CaseworkConfiguration {
  @Bean
  CaseworkEndpoints caseworkEndpoints(
      FormEndpoint forms,
      PopulateEndpoint populated,
      ApprovalEndpoint approvals,
      PlanApprovalEndpoint planApprovals,
      VerslagEndpoint documents,
      LetterEndpoint letters,
      ExplainEndpoint explanations,
      ProcessingEndpoint processing,
      InzageEndpoint inzage,
      RequestEndpoint requests,
      DecisionEndpoint decisions,
      RetentionEndpoint retention) {
    return new CaseworkEndpoints(
        List.of(
            forms,
            populated,
            approvals,
            planApprovals,
            documents,
            letters,
            explanations,
            processing,
            inzage,
            requests,
            decisions,
            retention));
  }

  @Bean
  CaseworkStages caseworkStages(
      Freshness freshness,
      RulesStage rules,
      Spine spine,
      AdviceStage advice,
      ConceptStage concepts,
      PrintingStage letters,
      InformingStage informing,
      Statement statement) {
    return new CaseworkStages(
        List.of(freshness), List.of(rules, concepts, spine, advice, letters, informing, statement));
  }

  @Bean
  ApprovalEndpoint approvalEndpoint(DaoRegistry daos, WriteStage writes, Clock clock) {
    return new ApprovalEndpoint(daos, writes, clock);
  }

  @Bean
  PlanApprovalEndpoint planApprovalEndpoint(
      DaoRegistry daos, WriteStage writes, PlatformTransactionManager transactions, Clock clock) {
    return new PlanApprovalEndpoint(daos, writes, new TransactionTemplate(transactions), clock);
  }

  @Bean
  ExplainEndpoint explainEndpoint(Explain explain) {
    return new ExplainEndpoint(explain);
  }
}
