package nl.keukentafel.conformance;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the profiles cost: at most 2 s to load in a cold server, 20 ms to check one form. */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ConformanceBenchmark {
  /** Each time in a new JVM, as a server that starts does it. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Fork(3)
  public ConformanceResources load(Model model) {
    return ConformanceResources.load(model.fhir);
  }

  /** HAPI's model of FHIR R4, which a server has before anything else. */
  @State(Scope.Benchmark)
  public static class Model {
    private final FhirContext fhir = FhirContext.forR4();

    @Setup
    public void scan() {
      fhir.getResourceDefinition("StructureDefinition");
    }
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @Fork(1)
  @Warmup(iterations = 3, time = 10)
  @Measurement(iterations = 5, time = 3)
  public OperationOutcome validateKeukentafelgesprek(Form form) {
    return form.validation.validate(form.gesprek);
  }

  @State(Scope.Benchmark)
  public static class Form {
    private final FhirContext fhir = FhirContext.forR4();
    private final Validation validation =
        new Validation(ValidationChain.of(ConformanceResources.load(fhir)));
    private QuestionnaireResponse gesprek = new QuestionnaireResponse();

    @Setup
    public void read() throws IOException {
      String json = Files.readString(Path.of("fixtures/meneer-y/01-keukentafelgesprek.json"));
      gesprek = fhir.newJsonParser().parseResource(QuestionnaireResponse.class, json);
    }
  }
}
