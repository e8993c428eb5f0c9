package dev.freshet.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class ResourceUsageTest {
  @Test
  void readsTheFieldsOfTheStruct() {
    long[] words = new long[18];
    words[0] = 2; // ru_utime: seconds, microseconds
    words[1] = 5;
    words[2] = 1; // ru_stime
    words[3] = 7;
    words[4] = 99; // ru_maxrss
    words[16] = 11; // ru_nvcsw
    words[17] = 13; // ru_nivcsw

    assertThat(ResourceUsage.read(MemorySegment.ofArray(words)))
        .isEqualTo(new ResourceUsage(2_000_005, 1_000_007, 11, 13));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void countsTheSwitchesOfAThreadThatHasEnded() throws InterruptedException {
    ResourceUsage before = ResourceUsage.now();
    SynchronousQueue<Integer> meeting = new SynchronousQueue<>();
    Thread other = Thread.ofPlatform().start(() -> handOver(meeting));
    for (int i = 0; i < 100; i++) {
      meeting.take();
    }
    other.join();
    ResourceUsage used = ResourceUsage.now().minus(before);

    assertThat(used.voluntarySwitches()).isPositive();
    assertThat(used.userUs() + used.systemUs()).isPositive();
  }

  private static void handOver(SynchronousQueue<Integer> meeting) {
    try {
      for (int i = 0; i < 100; i++) {
        meeting.put(i);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
