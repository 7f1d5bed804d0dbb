package nl.keukentafel.casework.letter;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.search.CallerSearch;
import nl.keukentafel.casework.process.LegalTerm;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The letter and the list of those to be sent. */
@Configuration(proxyBeanMethods = false)
public class LetterConfiguration {
  @Bean
  LetterEndpoint letterEndpoint(DaoRegistry daos, CallerSearch search, LegalTerm objection) {
    return new LetterEndpoint(daos, search, objection);
  }

  @Bean
  PrintingStage printingStage(DaoRegistry daos, Labeller labeller, Clock clock) {
    return new PrintingStage(
        daos.getResourceDao(Task.class), daos.getResourceDao(Patient.class), labeller, clock);
  }
}
