package nl.keukentafel.notify.channel;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * To where a notification may be sent: to the internet, over TLS. What a host name resolves to is
 * looked at when it is used, and that very address is connected to: a name that leads elsewhere the
 * second time gains nothing, https://owasp.org/www-community/attacks/Server_Side_Request_Forgery.
 */
public final class Addresses implements DnsResolver {
  /** Of nobody else on the internet: RFC 6890 and what embeds such an address in IPv6. */
  private static final List<IpAddressMatcher> PRIVATE =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "::/96",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "fc00::/7",
              "fe80::/9",
              "ff00::/8")
          .map(IpAddressMatcher::new)
          .toList();

  private final boolean httpAllowed;
  private final List<IpAddressMatcher> allowed;
  private final DnsResolver names;

  /**
   * @param allowedRanges private ranges, such as {@code 10.1.0.0/16}, that are meant all the same
   */
  public Addresses(boolean httpAllowed, List<String> allowedRanges, DnsResolver names) {
    this.httpAllowed = httpAllowed;
    this.allowed = allowedRanges.stream().map(IpAddressMatcher::new).toList();
    this.names = names;
  }

  public Addresses(boolean httpAllowed, List<String> allowedRanges) {
    this(httpAllowed, allowedRanges, SystemDefaultDnsResolver.INSTANCE);
  }

  /**
   * Why nothing is sent to this address; empty when something is. A name that nobody knows yet is
   * no reason: at sending it is asked again.
   */
  public Optional<String> objection(String endpoint) {
    URI address;
    try {
      address = new URI(endpoint);
    } catch (URISyntaxException e) {
      return Optional.of("An address is required");
    }
    boolean https = "https".equalsIgnoreCase(address.getScheme());
    boolean http = "http".equalsIgnoreCase(address.getScheme());
    if (!https && !(http && httpAllowed)) {
      return Optional.of("An https address is required");
    }
    if (address.getHost() == null
        || address.getUserInfo() != null
        || address.getFragment() != null
        || address.getPort() > 65_535
        || endpoint.length() > 2000) {
      return Optional.of(
          "An address has a host, no user, no fragment, and 2000 characters at most");
    }
    try {
      resolve(address.getHost());
      return Optional.empty();
    } catch (PrivateAddressException e) {
      return Optional.of("This address is not on the internet");
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** Says no to a name when any of its addresses is private: they are tried one after another. */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    String name =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    InetAddress[] found = names.resolve(name);
    if (Arrays.stream(found).anyMatch(this::isForbidden)) {
      throw new PrivateAddressException(host);
    }
    return found;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  private boolean isForbidden(InetAddress address) {
    String written = address.getHostAddress().replaceAll("%.*", ""); // no zone of this machine
    return PRIVATE.stream().anyMatch(range -> range.matches(written))
        && allowed.stream().noneMatch(range -> range.matches(written));
  }

  /** The name leads to where the server does not go. */
  static final class PrivateAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    PrivateAddressException(String host) {
      super(host);
    }
  }
}
