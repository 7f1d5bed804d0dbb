package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.rest.server.RestfulServer;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Every stage is registered once, so that no hook fires twice. */
@ServerTest
class StagesIT {
  @Autowired Stages stages;
  @Autowired RestfulServer server;
  @Autowired IInterceptorService store;

  static Stream<String> names() {
    return Stream.of("gate", "narrow", "check", "labeller", "enrolment", "outbox", "log", "error");
  }

  @ParameterizedTest
  @MethodSource("names")
  void isRegisteredExactlyOnce(String name) throws ReflectiveOperationException {
    Object stage = Stages.class.getDeclaredMethod(name).invoke(stages);
    List<Object> registered =
        Stream.concat(
                server.getInterceptorService().getAllRegisteredInterceptors().stream(),
                store.getAllRegisteredInterceptors().stream())
            .toList();
    assertThat(Collections.frequency(registered, stage)).isOne();
  }
}
