package nl.keukentafel.conformance;

import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.OperationOutcome.OperationOutcomeIssueComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r5.elementmodel.Manager.FhirFormat;
import org.hl7.fhir.utilities.i18n.I18nConstants;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.utilities.validation.ValidationMessage.Source;
import org.hl7.fhir.validation.instance.InstanceValidator;

/**
 * Checks a resource against FHIR R4 and the profiles that it declares,
 * https://hl7.org/fhir/R4/validation.html.
 *
 * <p>Codes of systems that are not distributed here (SNOMED CT) and profiles that are not known
 * here (nl-core) give a warning; only errors decide. Validators are kept and used again, because a
 * new one reads 25 ms of tables; not for ever, because they remember what they saw. Who has other
 * work {@link #begin begins} and looks later: a form takes 9 ms.
 */
public final class Validation {
  private static final int USES = 100;
  private static final String UNKNOWN_CODE_SYSTEM = "CodeSystem is unknown and can't be validated";

  private static final Pattern UNKNOWN_CODE = Pattern.compile("Unknown code '(.*)'");

  /** A form that cannot be checked is not accepted. */
  private static final Set<String> UNKNOWN_FORM =
      Set.of(I18nConstants.QUESTIONNAIRE_QR_Q_NOTFOUND, I18nConstants.QUESTIONNAIRE_QR_Q_NONE);

  private final ValidationChain chain;
  private final Queue<Used> idle = new ConcurrentLinkedQueue<>();

  /** Nothing ever waits for a thread: when none is free, the caller validates. */
  private final Executor aside =
      new ThreadPoolExecutor(
          0,
          Runtime.getRuntime().availableProcessors(),
          1,
          TimeUnit.MINUTES,
          new SynchronousQueue<>(),
          Validation::thread,
          new ThreadPoolExecutor.CallerRunsPolicy());

  private record Used(InstanceValidator validator, int times) {}

  Validation(ValidationChain chain) {
    this.chain = chain;
  }

  /** What is found in one resource, as soon as it is known. */
  public static final class Findings {
    private final IBaseResource resource;
    private final CompletableFuture<List<ValidationMessage>> messages;

    private Findings(IBaseResource resource, CompletableFuture<List<ValidationMessage>> messages) {
      this.resource = resource;
      this.messages = messages;
    }

    /**
     * @throws UnprocessableEntityException with all findings, when one of them is an error
     */
    public void require() {
      OperationOutcome outcome = outcome(resource, messages.join());
      if (outcome.getIssue().stream().anyMatch(Validation::isError)) {
        throw new UnprocessableEntityException(
            "the resource does not conform to its profile", outcome);
      }
    }

    /**
     * Does the work meanwhile. When it fails, what is wrong with the resource itself outranks that.
     */
    public <T> T outrank(Supplier<T> work) {
      try {
        return work.get();
      } catch (RuntimeException onInvalid) {
        require();
        throw onInvalid;
      }
    }
  }

  /** Validates the resource as it is now, while the caller goes on. */
  public Findings begin(IBaseResource resource) {
    String json = json(resource);
    return new Findings(
        resource, CompletableFuture.supplyAsync(() -> messages(resource.fhirType(), json), aside));
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "validation");
    thread.setDaemon(true);
    return thread;
  }

  /** Every finding; without any, one issue that says so. */
  public OperationOutcome validate(IBaseResource resource) {
    return outcome(resource, messages(resource.fhirType(), json(resource)));
  }

  /**
   * @throws UnprocessableEntityException with all findings, when one of them is an error
   */
  public void require(IBaseResource resource) {
    new Findings(
            resource,
            CompletableFuture.completedFuture(messages(resource.fhirType(), json(resource))))
        .require();
  }

  private static OperationOutcome outcome(
      IBaseResource resource, List<ValidationMessage> messages) {
    OperationOutcome outcome = new OperationOutcome();
    messages.forEach(message -> outcome.addIssue(issue(resource, message)));
    if (!outcome.hasIssue()) {
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.INFORMATION)
          .setCode(IssueType.INFORMATIONAL)
          .getDetails()
          .setText("Geen fouten gevonden.");
    }
    return outcome;
  }

  private static boolean isError(OperationOutcomeIssueComponent issue) {
    return issue.getSeverity() == IssueSeverity.ERROR || issue.getSeverity() == IssueSeverity.FATAL;
  }

  private String json(IBaseResource resource) {
    return chain.support().getFhirContext().newJsonParser().encodeResourceToString(resource);
  }

  private List<ValidationMessage> messages(String type, String json) {
    List<ValidationMessage> messages = new ArrayList<>();
    Used used = idle.poll();
    InstanceValidator validator = used == null ? chain.newValidator() : used.validator();
    int times = used == null ? 1 : used.times() + 1;
    try {
      validator.validate(
          null,
          messages,
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
          FhirFormat.JSON,
          List.of());
    } catch (UnprocessableEntityException incomparable) {
      // an enableWhen that compares with an answer of another type; it does not say which
      messages.add(
          new ValidationMessage(
              Source.InstanceValidator,
              ValidationMessage.IssueType.INVALID,
              type + ".item",
              incomparable.getMessage(),
              ValidationMessage.IssueSeverity.ERROR));
    }
    if (times < USES) {
      idle.add(new Used(validator, times));
    }
    return messages.stream().filter(each -> !isSaidBetter(each, messages)).toList();
  }

  /** Of a code outside a value set the validator also says that the code system lacks it. */
  private static boolean isSaidBetter(ValidationMessage message, List<ValidationMessage> all) {
    Matcher unknown = UNKNOWN_CODE.matcher(message.getMessage());
    return unknown.matches()
        && all.stream()
            .filter(other -> other.getLocation().startsWith(message.getLocation()))
            .map(ValidationMessage::getMessage)
            .anyMatch(text -> text.contains("value set") && text.contains(unknown.group(1)));
  }

  private static OperationOutcomeIssueComponent issue(
      IBaseResource resource, ValidationMessage message) {
    OperationOutcomeIssueComponent issue =
        new OperationOutcomeIssueComponent()
            .setSeverity(severity(message))
            .setCode(IssueType.INVALID)
            .setDiagnostics(message.getMessage());
    issue.getDetails().setText("Dit past niet bij het formulier of het profiel.");
    issue.addExpression(expression(resource, message));
    return issue;
  }

  private static IssueSeverity severity(ValidationMessage message) {
    if (message.getMessageId() != null && UNKNOWN_FORM.contains(message.getMessageId())) {
      return IssueSeverity.ERROR;
    }
    IssueSeverity severity = IssueSeverity.fromCode(message.getLevel().toCode());
    boolean cannotKnow = message.getMessage().startsWith(UNKNOWN_CODE_SYSTEM);
    return cannotKnow && severity.compareTo(IssueSeverity.WARNING) < 0
        ? IssueSeverity.WARNING
        : severity;
  }

  /** Of an unknown question the validator gives the group as its place, and the linkId in words. */
  private static String expression(IBaseResource resource, ValidationMessage message) {
    String location = message.getLocation();
    if (I18nConstants.QUESTIONNAIRE_QR_ITEM_NOTFOUND.equals(message.getMessageId())) {
      return message.getMessage().replaceFirst("[^']*'([^']*)'.*", "$1");
    }
    return resource instanceof QuestionnaireResponse response
        ? LinkIdPath.of(response, location).orElse(location)
        : location;
  }
}
