package nl.keukentafel.notify.delivery;

import java.util.List;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.notify.subscription.Topic;
import nl.keukentafel.policy.Decision;
import org.jspecify.annotations.Nullable;

/** Who is to hear of an event, and whether somebody may still know of what. */
public interface Audience {
  /**
   * What somebody would see of a resource now.
   *
   * @param patient whose dossier it is in; absent when it is gone
   * @param decision absent when the rulebook was not asked, as for a row of the access log
   */
  record Seen(@Nullable String patient, @Nullable Decision decision, boolean readable) {
    public static final Seen NOTHING = new Seen(null, null, false);

    Seen(@Nullable String patient, @Nullable Decision decision) {
      this(patient, decision, decision != null && decision.permitted());
    }
  }

  /** The ids of the subscriptions that an event is for. */
  List<String> of(Topic topic, String focus);

  /**
   * @param focus {@code Type/id}
   */
  Seen judge(Caller caller, String focus);
}
