package dev.freshet.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionWordTest {
  @Test
  void fieldsDoNotTouchEachOther() {
    AdmissionWord word = new AdmissionWord(AdmissionWord.MAX_LIMIT);
    for (int i = 0; i < 1000; i++) {
      word.addAndGet(AdmissionWord.ONE_RUNNING);
    }
    word.addAndGet(AdmissionWord.ONE_STARTING);
    word.addAndGet(AdmissionWord.ONE_IDLING);
    word.flagWaiting();
    word.flagWaiting();
    long before = word.advanceTo(AdmissionWord.STOP);
    assertThat(AdmissionWord.state(before)).isEqualTo(AdmissionWord.OPEN);
    long w = word.get();
    assertThat(AdmissionWord.running(w)).isEqualTo(1000);
    assertThat(AdmissionWord.limit(w)).isEqualTo(AdmissionWord.MAX_LIMIT);
    assertThat(AdmissionWord.hasSearcher(w)).isTrue();
    assertThat(AdmissionWord.hasIdler(w)).isTrue();
    assertThat(AdmissionWord.hasWaiting(w)).isTrue();
    assertThat(AdmissionWord.state(w)).isEqualTo(AdmissionWord.STOP);
    word.addAndGet(-AdmissionWord.ONE_STARTING - AdmissionWord.ONE_IDLING);
    word.clearWaiting();
    w = word.get();
    assertThat(AdmissionWord.hasSearcher(w)).isFalse();
    assertThat(AdmissionWord.hasWaiting(w)).isFalse();
    assertThat(AdmissionWord.running(w)).isEqualTo(1000);
    assertThat(AdmissionWord.wantsSearcher(w)).isTrue();
  }

  @Test
  void stateNeverGoesBack() {
    AdmissionWord word = new AdmissionWord(1);
    word.advanceTo(AdmissionWord.STOP);
    word.advanceTo(AdmissionWord.SHUTDOWN);
    assertThat(AdmissionWord.state(word.get())).isEqualTo(AdmissionWord.STOP);
    word.advanceTo(AdmissionWord.TERMINATED);
    assertThat(AdmissionWord.state(word.get())).isEqualTo(AdmissionWord.TERMINATED);
  }

  @Test
  void fullMeansRunningAtLimit() {
    AdmissionWord word = new AdmissionWord(2);
    assertThat(AdmissionWord.hasRoom(word.addAndGet(AdmissionWord.ONE_RUNNING))).isTrue();
    assertThat(AdmissionWord.hasRoom(word.addAndGet(AdmissionWord.ONE_RUNNING))).isFalse();
    assertThat(AdmissionWord.wantsSearcher(word.get())).isFalse();
  }
}
