package dev.freshet.rush;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Decides whether a target may be rushed at all: loopback and private addresses only, and no flag
 * turns that off.
 *
 * <p>A name counts as what it resolves to. Every address behind it must be allowed, and the one
 * that was checked is the one that is connected to, so that a name which resolves differently a
 * moment later changes nothing.
 */
final class AddressRule {
  private AddressRule() {}

  /** The address to connect to; throws with one line that names the target where it must not be. */
  static InetSocketAddress check(URI target) {
    String scheme = target.getScheme();
    if (scheme == null || !scheme.toLowerCase(Locale.ROOT).equals("http")) {
      throw new IllegalArgumentException("url " + target + ": only http:// is spoken here");
    }
    if (target.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "url " + target.getHost() + ": no user or password in the address; send a header");
    }
    if (target.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "url " + target + ": a fragment (#…) is never sent; leave it out");
    }
    String host = target.getHost();
    if (host == null || host.isEmpty()) {
      throw new IllegalArgumentException(
          "url " + target + ": no host; expected http://HOST[:PORT]/PATH");
    }
    int port = target.getPort() == -1 ? 80 : target.getPort();
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "url " + target + ": port " + port + " is not within 1..65535");
    }
    InetAddress[] addresses;
    try {
      addresses = InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("url " + target + ": host " + host + " is unknown", e);
    }
    for (InetAddress address : addresses) {
      if (!allowed(address)) {
        throw new IllegalArgumentException(
            "url "
                + target
                + ": "
                + address.getHostAddress()
                + " is neither loopback nor private (10/8, 172.16/12, 192.168/16, 169.254/16, fc00::/7, fe80::/10);"
                + " a rush goes nowhere else");
      }
    }
    return new InetSocketAddress(addresses[0], port);
  }

  static boolean allowed(InetAddress address) {
    byte[] b = address.getAddress();
    if (address.isLoopbackAddress()) {
      return true;
    }
    if (address instanceof Inet4Address) {
      int first = b[0] & 0xff;
      int second = b[1] & 0xff;
      return first == 10
          || (first == 172 && second >= 16 && second <= 31)
          || (first == 192 && second == 168)
          || (first == 169 && second == 254);
    }
    boolean uniqueLocal = (b[0] & 0xfe) == 0xfc;
    boolean linkLocal = (b[0] & 0xff) == 0xfe && (b[1] & 0xc0) == 0x80;
    return uniqueLocal || linkLocal;
  }
}
