package dev.freshet.rush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RushPlanTest {
  private static final URI TARGET = URI.create("http://127.0.0.1:8080/path?q=1");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.10",
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.1",
        "192.168.0.1",
        "169.254.1.1",
        "::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "::ffff:192.168.1.1"
      })
  void loopbackAndPrivateAddressesAreAllowed(String address) throws Exception {
    assertThat(AddressRule.allowed(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "100.64.0.1",
        "169.253.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "2001:db8::1",
        "2606:4700::1111",
        "fec0::1",
        "ff02::1",
        "::ffff:8.8.8.8",
        "2002:7f00:1::"
      })
  void everythingElseIsRefused(String address) throws Exception {
    assertThat(AddressRule.allowed(InetAddress.getByName(address))).isFalse();
    String host = address.contains(":") ? "[" + address + "]" : address;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RushPlan.builder(URI.create("http://" + host + ":80/")))
        .withMessageContaining("is neither loopback nor private")
        .withMessageContaining("url http://");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/ | only http://",
        "ftp://127.0.0.1/ | only http://",
        "/path | only http://",
        "http:///path | no host",
        "http://user:secret@127.0.0.1/ | no user or password",
        "http://127.0.0.1/#part | a fragment",
        "http://127.0.0.1:0/ | port 0",
        "http://127.0.0.1:70000/ | port 70000",
        "http://no-such-host.invalid/ | is unknown"
      })
  void otherUrlsAreRefused(String urlAndReason) {
    String[] parts = urlAndReason.split(" \\| ", 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RushPlan.builder(URI.create(parts[0])))
        .withMessageContaining(parts[1])
        .withMessageNotContaining("secret");
  }

  @Test
  void namesCountAsWhatTheyResolveTo() {
    assertThat(
            RushPlan.builder(URI.create("http://localhost:8080"))
                .repeat(Plans.get())
                .count(1)
                .build()
                .address
                .getAddress()
                .isLoopbackAddress())
        .isTrue();
  }

  private static void refused(String message, Consumer<RushPlan.Builder> choices) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              RushPlan.Builder builder = RushPlan.builder(TARGET);
              choices.accept(builder);
              builder.build();
            })
        .withMessageContaining(message);
  }

  @Test
  void choicesMustFitTogether() {
    RequestBook book = RequestBook.builder().add(Plans.get(), "").build();
    refused("exactly one of book, repeat and template", b -> b.count(1));
    refused("exactly one of book, repeat and template", b -> b.book(book).repeat(Plans.get()));
    refused("either a count or a duration", b -> b.repeat(Plans.get()));
    refused(
        "a duration goes with",
        b -> b.repeat(Plans.get()).count(1).duration(Duration.ofSeconds(1)));
    refused("a duration goes with", b -> b.book(book).duration(Duration.ofSeconds(1)));
    refused("the book holds 1", b -> b.book(book).count(2));
    refused("loops 3: at most one per connection", b -> b.book(book).connections(2).loops(3));
    refused("connections 0: allowed is 1 to 60000", b -> b.connections(0));
    refused("count -1: allowed", b -> b.count(-1));
    refused("deadline PT0S: allowed is more than zero", b -> b.deadline(Duration.ZERO));
    refused("duration PT25H", b -> b.duration(Duration.ofHours(25)));
    refused("warmUp PT-1S", b -> b.warmUp(Duration.ofSeconds(-1)));
    refused("probe: not a whole HTTP/1.1 request", b -> b.book(book).probe(new byte[] {1}));
    refused("repeat: not a whole HTTP/1.1 request", b -> b.repeat(new byte[0]).count(1));
    refused("loops 0", b -> b.loops(0));
  }

  @Test
  void theProbeAsksForTheTarget() {
    RushPlan plan = RushPlan.builder(TARGET).repeat(Plans.get()).count(5).build();
    assertThat(new String(plan.probe, java.nio.charset.StandardCharsets.US_ASCII))
        .startsWith("GET /path?q=1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: freshet")
        .endsWith("\r\n\r\n");
    assertThat(plan.count()).isEqualTo(5);
    assertThat(plan.connections()).isEqualTo(200);
    assertThat(plan.target()).isEqualTo(TARGET);
  }
}
