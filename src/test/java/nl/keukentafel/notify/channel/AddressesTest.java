package nl.keukentafel.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import nl.keukentafel.notify.subscription.Channel;
import org.apache.hc.client5.http.DnsResolver;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the server does not go, whoever asks. */
class AddressesTest {
  /** Names lead to where the test says; an address to itself. */
  private static DnsResolver leadsTo(String... addresses) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        if (host.matches("[0-9.]+|.*:.*")) {
          return InetAddress.getAllByName(host);
        }
        InetAddress[] found = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
          found[i] = InetAddress.getByName(addresses[i]);
        }
        return found;
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  private final Addresses strict = new Addresses(false, List.of(), leadsTo("93.184.216.34"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/hook",
        "ftp://example.org/hook",
        "https:///hook",
        "https://user@example.org/",
        "https://example.org/#here",
        "https://example.org:99999/",
        "not an address",
        "https://127.0.0.1/",
        "https://0.0.0.0/",
        "https://10.1.2.3/",
        "https://172.31.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::1]/",
        "https://[::]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[fe80::1]/",
        "https://[fd12:3456::1]/",
        "https://[64:ff9b::a00:1]/",
        "https://[2002:a00:1::]/"
      })
  void isNotSentTo(String endpoint) {
    assertThat(strict.objection(endpoint)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://example.org/hook?x=1", "https://93.184.216.34:8443/"})
  void isSentTo(String endpoint) {
    assertThat(strict.objection(endpoint)).isEmpty();
  }

  @Test
  void aNameIsRefusedWhenAnyOfItsAddressesIsPrivate() {
    Addresses mixed = new Addresses(false, List.of(), leadsTo("93.184.216.34", "10.0.0.1"));
    assertThat(mixed.objection("https://example.org/")).isPresent();
    assertThatThrownBy(() -> mixed.resolve("example.org")).isInstanceOf(UnknownHostException.class);
  }

  @Test
  void aRangeCanBeAllowed() {
    Addresses some = new Addresses(false, List.of("10.1.0.0/16"), leadsTo("10.1.2.3"));
    assertThat(some.objection("https://intern.example/")).isEmpty();
    assertThat(some.objection("https://10.2.0.1/")).isPresent();
  }

  /** The name was fine when the subscription was made, and leads inside when it is used. */
  @Test
  void aNameThatLeadsElsewhereAtSendingIsNotConnectedTo(@TempDir java.nio.file.Path folder)
      throws Exception {
    Addresses rebound = new Addresses(true, List.of(), leadsTo("127.0.0.1"));
    try (Courier courier =
        new Courier(
            ca.uhn.fhir.context.FhirContext.forR4Cached(),
            Keys.in(folder.resolve("keys.json")),
            rebound,
            Clock.systemUTC())) {
      Optional<String> wrong =
          courier.deliver(
              new Channel(
                  "http://example.org:1/hook",
                  "application/fhir+json",
                  "empty",
                  null,
                  1,
                  Duration.ofSeconds(2),
                  null),
              new Bundle());
      assertThat(wrong).hasValueSatisfying(why -> assertThat(why).contains("not on the internet"));
    }
  }
}
