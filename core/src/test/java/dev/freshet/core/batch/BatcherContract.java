package dev.freshet.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.core.Overflow;
import dev.freshet.core.Refusal;
import dev.freshet.core.Submission;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds whatever the mode: results, bounds, the end. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored")
abstract class BatcherContract extends BatcherResultContract {
  /* --- bounds --- */

  @Test
  void fullIsAnOutcome() throws Exception {
    Batcher<String, Integer, String> batcher =
        opened(builder(backend).capacity(2).overflow(Overflow.reject()));
    batcher.submit("a", 1);
    Backend.Call call = backend.next();
    TaskHandle<String> second = batcher.submit("a", 2);
    assertThat(batcher.trySubmit("b", 3)).isInstanceOf(Submission.Accepted.class);
    assertThat(batcher.trySubmit("c", 4)).isEqualTo(new Submission.Refused<>(Refusal.LANE_FULL));
    assertThat(batcher.trySubmit("c", 4, Duration.ofMillis(1)))
        .isEqualTo(new Submission.Refused<>(Refusal.TIMED_OUT));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> batcher.submit("a", 4))
        .withMessage("batcher b refused an item: its lane is full");
    assertThat(batcher.snapshot().refused()).isEqualTo(3);
    second.cancel(true);
    assertThat(batcher.trySubmit("c", 4)).isInstanceOf(Submission.Accepted.class);
    call.letGo();
    backend.next().letGo();
    backend.next().letGo();
  }

  @Test
  void aDeadlineHoldsForTheWaitForRoom() throws Exception {
    Batcher<String, Integer, String> batcher = opened(builder(backend).capacity(1));
    batcher.submit("a", 1);
    Backend.Call call = backend.next();
    TaskHandle<String> second = batcher.submit("a", 2);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> batcher.submit("a", 3, Duration.ofMillis(1)))
        .withMessageContaining(Refusal.EXPIRED.text());
    second.cancel(true);
    call.letGo();
  }

  @Test
  void whoWaitsForRoomGetsItOrIsInterrupted() throws Exception {
    Batcher<String, Integer, String> batcher = opened(builder(backend).capacity(1));
    batcher.submit("a", 1);
    Backend.Call call = backend.next();
    batcher.submit("a", 2);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> batcher.submit("a", 3))
        .withMessageContaining(Refusal.INTERRUPTED.text());
    assertThat(Thread.interrupted()).isTrue();
    CompletableFuture<String> third =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return batcher.call("a", 3);
              } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
              }
            },
            Thread::startVirtualThread);
    call.letGo();
    Backend.Call next = backend.next();
    while (!next.items().contains(3)) {
      next.letGo();
      next = backend.next();
    }
    next.letGo();
    assertThat(third.get(60, TimeUnit.SECONDS)).isEqualTo("a3");
  }

  @Test
  void aFullPoolIsNotTheSubmittersAffair() throws Exception {
    try (TaskPool small =
        TaskPool.builder().limit(1).laneCapacity(1).overflow(Overflow.reject()).build()) {
      Batcher<String, Integer, String> batcher =
          Batcher.builder(small, new Backend(false)).policy(policy()).build();
      CountDownLatch busy = new CountDownLatch(1);
      CountDownLatch begun = new CountDownLatch(1);
      small.execute(
          () -> {
            begun.countDown();
            await(busy);
          });
      await(begun);
      small.execute(() -> {});
      List<TaskHandle<String>> handles = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        handles.add(batcher.submit("k" + i % 7, i));
      }
      busy.countDown();
      for (int i = 0; i < 200; i++) {
        assertThat(handles.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("k" + i % 7 + i);
      }
      batcher.close();
      assertThat(batcher.snapshot().keys()).isZero();
    }
  }

  /* --- the end --- */

  @Test
  void closeAnswersWhatWaits() throws Exception {
    Batcher<String, Integer, String> batcher = opened(builder(backend).linger(Duration.ofDays(1)));
    TaskHandle<String> first = batcher.submit("a", 1);
    Backend.Call call = backend.next();
    TaskHandle<String> second = batcher.submit("a", 2);
    batcher.shutdown();
    assertThat(batcher.isShutdown()).isTrue();
    assertThat(batcher.trySubmit("a", 3)).isEqualTo(new Submission.Refused<>(Refusal.SHUT_DOWN));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> batcher.submit("a", 3));
    call.letGo();
    backend.next().letGo();
    batcher.close();
    assertThat(first.isDone() && second.isDone()).isTrue();
    assertThat(second.resultNow()).isEqualTo("a2");
    batcher.close();
  }

  @Test
  void shutdownWakesWhoWaitsForRoom() throws Exception {
    Batcher<String, Integer, String> batcher = opened(builder(backend).capacity(1));
    batcher.submit("a", 1);
    Backend.Call call = backend.next();
    batcher.submit("a", 2);
    CountDownLatch about = new CountDownLatch(1);
    CompletableFuture<Submission<String>> answer = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          about.countDown();
          try {
            answer.complete(batcher.trySubmit("a", 3, LONG));
          } catch (InterruptedException e) {
            answer.completeExceptionally(e);
          }
        });
    await(about);
    batcher.shutdown();
    assertThat(answer.get(60, TimeUnit.SECONDS))
        .isEqualTo(new Submission.Refused<>(Refusal.SHUT_DOWN));
    call.letGo();
    backend.next().letGo();
  }

  @Test
  void shutdownNowCancelsWhatWaits() throws Exception {
    Batcher<String, Integer, String> batcher = opened(backend);
    TaskHandle<String> first = batcher.submit("a", 1);
    Backend.Call call = backend.next();
    TaskHandle<String> second = batcher.submit("a", 2);
    batcher.shutdownNow();
    call.letGo();
    assertThat(batcher.awaitTermination(LONG)).isTrue();
    assertThat(first.resultNow()).isEqualTo("a1");
    assertThat(second.isCancelled()).isTrue();
    assertThat(backend.isQuiet()).isTrue();
  }

  @Test
  void anInterruptedCloseCancelsWhatWaitsAndWaitsOn() throws Exception {
    Batcher<String, Integer, String> batcher = opened(backend);
    TaskHandle<String> first = batcher.submit("a", 1);
    Backend.Call call = backend.next();
    TaskHandle<String> second = batcher.submit("a", 2);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread closer =
        Thread.ofVirtual()
            .start(
                () -> {
                  batcher.close();
                  interrupted.complete(Thread.currentThread().isInterrupted());
                });
    backend.opens(); // the second may begin before the interrupt takes effect
    closer.interrupt();
    call.letGo();
    assertThat(interrupted.get(60, TimeUnit.SECONDS)).isTrue();
    assertThat(first.isDone()).isTrue();
    assertThat(second.isDone()).isTrue();
  }

  @Test
  void aPoolThatWasShutDownRefusesAndDrains() throws Exception {
    Batcher<String, Integer, String> batcher = opened(backend);
    TaskHandle<String> first = batcher.submit("a", 1);
    Backend.Call call = backend.next();
    TaskHandle<String> second = batcher.submit("a", 2);
    pool.shutdown();
    assertThat(batcher.trySubmit("a", 3)).isEqualTo(new Submission.Refused<>(Refusal.SHUT_DOWN));
    call.letGo();
    backend.next().letGo();
    assertThat(first.get(60, TimeUnit.SECONDS)).isEqualTo("a1");
    assertThat(second.get(60, TimeUnit.SECONDS)).isEqualTo("a2");
  }

  @Test
  void aPoolThatWasStoppedDoesNotKeepClose() throws Exception {
    Batcher<String, Integer, String> batcher = builder(backend).build();
    batcher.submit("a", 1);
    Backend.Call call = backend.next();
    batcher.submit("b", 2);
    List<Runnable> left = pool.shutdownNow();
    call.letGo();
    batcher.close();
    assertThat(left).hasSize(1);
  }
}
