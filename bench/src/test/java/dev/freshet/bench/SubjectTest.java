package dev.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SubjectTest {
  static Stream<String> names() {
    return Stream.of(
            Subject.JDK,
            Subject.LIBRARIES,
            List.of(
                "NoPool",
                "ThreadPoolExecutorArray",
                "Tomcat-elastic",
                "freshet-2",
                "freshet-2-figures",
                "freshet-2-bare",
                "freshet-2-lane",
                "freshet-2-platform",
                "freshet-static",
                "freshet-dualwindow",
                "freshet-thresholds",
                "freshet-gradient"))
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("names")
  void runsEachTaskOnce(String name) {
    try (Subject subject = Subject.named(name, new Subject.Bounds(4, 4, 64))) {
      Producers producers = new Producers("2", null, Producers::oneByOne);
      producers.submitAndAwait(subject, 1000);
      producers.submitAndAwait(subject, 1000);
      producers.close();
      assertThat(subject).hasToString(name);
    }
  }

  @Test
  void submitsInBulk() {
    try (Subject subject = Subject.named("freshet-2-bulk", Subject.Bounds.of(2))) {
      Producers producers = new Producers("1", null, Producers::inBulk);
      producers.submitAndAwait(subject, 1000);
      producers.close();
    }
  }

  @Test
  void virtualProducersSubmitAsWell() {
    try (Subject subject = Subject.named("freshet-2", Subject.Bounds.of(2))) {
      Producers producers = new Producers("100v", null, Producers::oneByOne);
      producers.submitAndAwait(subject, 1000);
      producers.close();
    }
  }

  @Test
  void refusesUnknownNames() {
    assertThatThrownBy(() -> Subject.named("Kotlin", Subject.Bounds.of(2)))
        .hasMessage("subject: unknown name Kotlin");
    assertThatThrownBy(() -> Subject.named("freshet-2-fast", Subject.Bounds.of(2)))
        .hasMessage("subject: unknown name freshet-2-fast");
  }

  @ParameterizedTest
  @MethodSource("growing")
  void knowsWhoFollowsTheLoad(String name, boolean grows) {
    try (Subject subject = Subject.named(name, new Subject.Bounds(4, 4, 64))) {
      assertThat(subject.canGrow()).isEqualTo(grows);
      if (name.startsWith("freshet-")) {
        assertThat(subject.size()).isEqualTo(4);
      }
    }
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> growing() {
    return Stream.of(
        org.junit.jupiter.params.provider.Arguments.of("freshet-static", false),
        org.junit.jupiter.params.provider.Arguments.of("freshet-dualwindow", true),
        org.junit.jupiter.params.provider.Arguments.of("Tomcat-elastic", true),
        org.junit.jupiter.params.provider.Arguments.of("ThreadPoolExecutor", false));
  }
}
