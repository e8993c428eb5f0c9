package dev.freshet.core.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.TaskPool;
import dev.freshet.core.scope.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Submitters that wait for room in a mailbox. */
@Timeout(120)
class KeyedRoomTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final TaskPool pool = TaskPool.of(4);
  private final KeyedLanes<String> lanes =
      KeyedLanes.<String>builder(pool).mailbox(1).timeout(LONG).build();

  @AfterEach
  void end() throws Exception {
    Gate.letAllGo();
    Books.close(lanes);
    pool.close();
  }

  /** A call on a thread of its own; completes with what it threw, or null. */
  private static final class Call {
    final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
    final Thread thread;

    Call(Runnable body) {
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      body.run();
                      end.complete(null);
                    } catch (Throwable t) {
                      end.complete(t);
                    }
                  });
    }
  }

  private Call blocked(Runnable body) {
    int before = lanes.snapshot().blocked();
    Call call = new Call(body);
    Gate.until(() -> lanes.snapshot().blocked() == before + 1);
    return call;
  }

  /** In their order, but that one who is just waking up can be overtaken. */
  @Test
  void submittersThatWaitAllGetIn() throws Exception {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    Gate gate = Gate.hold(lanes, "a");
    lanes.execute("a", () -> order.add(0));
    List<Call> calls = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      int n = i;
      calls.add(blocked(() -> lanes.execute("a", () -> order.add(n))));
    }
    gate.letGo();
    for (Call call : calls) {
      assertThat(call.end.get()).isNull();
    }
    assertThat(Books.rest(lanes).blocked()).isZero();
    assertThat(order).hasSize(9).contains(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(order.getFirst()).isZero();
  }

  /** One place becomes free when a task starts, not when it ends. */
  @Test
  void aTaskThatStartsMakesRoom() throws Exception {
    Gate first = Gate.hold(lanes, "a");
    Gate second = new Gate();
    lanes.execute("a", second);
    Call call = blocked(() -> lanes.execute("a", () -> {}));
    first.letGo();
    second.awaitEntered();
    assertThat(call.end.get()).isNull();
    assertThat(lanes.depth("a")).isEqualTo(1);
    second.letGo();
  }

  @Test
  void noRoomInTimeIsARefusal() throws Exception {
    KeyedLanes<String> quick =
        KeyedLanes.<String>builder(pool)
            .mailbox(1)
            .timeout(Duration.ofMillis(2))
            .alarm(new HandAlarm()) // nothing expires that is in
            .build();
    Gate gate = Gate.hold(quick, "a");
    quick.execute("a", () -> {});
    assertThat(new Call(() -> quick.execute("a", () -> {})).end.get())
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("the lane of key a refuses a task: no room in its lane in time");
    gate.letGo();
    assertThat(Books.close(quick).refused()).isEqualTo(1);
  }

  @Test
  void theDeadlineInForceEndsTheWait() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    lanes.execute("a", () -> {});
    Call call =
        new Call(
            () ->
                Deadline.runWithin(
                    Deadline.after(Duration.ofMillis(2)), () -> lanes.execute("a", () -> {})));
    assertThat(call.end.get())
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("deadline");
    gate.letGo();
  }

  @Test
  void anInterruptEndsTheWaitAndStays() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    lanes.execute("a", () -> {});
    CompletableFuture<Boolean> stays = new CompletableFuture<>();
    Call call =
        blocked(
            () -> {
              try {
                lanes.execute("a", () -> {});
              } finally {
                stays.complete(Thread.currentThread().isInterrupted());
              }
            });
    call.thread.interrupt();
    assertThat(call.end.get())
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("interrupted");
    assertThat(stays.get()).isTrue();
    gate.letGo();
  }

  @Test
  void aShutdownEndsTheWait() throws Exception {
    Gate gate = Gate.hold(lanes, "a");
    lanes.execute("a", () -> {});
    Call one = blocked(() -> lanes.execute("a", () -> {}));
    Call two = blocked(() -> lanes.execute("a", () -> {}));
    lanes.shutdown();
    for (Call call : List.of(one, two)) {
      assertThat(call.end.get())
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("shut down");
    }
    gate.letGo();
    KeyedSnapshot now = Books.close(lanes);
    assertThat(now.completed()).isEqualTo(2);
    assertThat(now.refused()).isEqualTo(2);
  }

  /** One who gives up hands on what it was woken for. */
  @Test
  void nobodyIsForgottenWhenOneGivesUp() throws Exception {
    for (int round = 0; round < 200; round++) {
      Gate gate = Gate.hold(lanes, "a");
      lanes.execute("a", () -> {});
      Call first = blocked(() -> lanes.execute("a", () -> {}));
      Call second = blocked(() -> lanes.execute("a", () -> {}));
      Thread letter = Thread.ofPlatform().start(gate::letGo);
      first.thread.interrupt();
      assertThat(second.end.get()).isNull();
      first.end.get();
      letter.join();
      Books.rest(lanes);
    }
  }

  /** A mailbox that ends while somebody is on the way to it. */
  @Test
  void manySubmittersShareLanesOfOnePlace() throws Exception {
    List<Call> calls = new ArrayList<>();
    int each = 2_000;
    for (int p = 0; p < 4; p++) {
      calls.add(
          new Call(
              () -> {
                for (int i = 0; i < each; i++) {
                  lanes.execute("k" + i % 2, () -> {});
                }
              }));
    }
    for (Call call : calls) {
      assertThat(call.end.get()).isNull();
    }
    assertThat(Books.rest(lanes).completed()).isEqualTo(4L * each);
  }
}
