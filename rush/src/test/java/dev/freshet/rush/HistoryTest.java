package dev.freshet.rush;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is recorded, and what recording costs. */
@Timeout(60)
class HistoryTest {
  @Test
  void jsonLinesTellEveryAttempt(@TempDir Path folder) throws Exception {
    try (ForeignServer server =
            ForeignServer.answering(
                (r, out) ->
                    r.number() % 2 == 0 ? ForeignServer.send(out, ForeignServer.OK) : false);
        Rush rush = Rush.arm(Plans.burst(server, 100).connections(10).build())) {
      RequestBook book = Plans.book(Plans.order(server), 100);
      Instant t0 = Instant.now().plusMillis(400);
      RushResult result = rush.fire(t0);
      Path file = folder.resolve("history.jsonl");
      result.history().writeJsonLines(file, book, result.anchor());

      List<String> lines = Files.readAllLines(file);
      assertThat(lines).hasSize(result.history().size()).hasSizeGreaterThan(100);
      long t0Nanos = t0.getEpochSecond() * 1_000_000_000L + t0.getNano();
      JsonMapper json = new JsonMapper();
      for (String line : lines) {
        JsonNode row = json.readTree(line);
        assertThat(row.get("key").asString()).isEqualTo("key-" + row.get("request").asInt());
        assertThat(row.get("plannedNanos").asLong()).isEqualTo(t0Nanos);
        assertThat(row.get("writtenNanos").asLong())
            .isGreaterThanOrEqualTo(row.get("gateExitNanos").asLong());
        boolean ok = row.get("outcome").asString().equals("ok");
        assertThat(row.get("status").asInt()).isEqualTo(ok ? 200 : 0);
        assertThat(row.get("lastByteNanos").isNull()).isEqualTo(!ok);
        assertThat(row.get("attempt").asInt()).isPositive();
        assertThat(row.get("connection").asInt()).isBetween(0, 9);
      }
    }
  }

  @Test
  void rowsGrowAndBodiesStay() {
    Slot slot =
        new Slot(
            3,
            RushPlan.builder(java.net.URI.create("http://127.0.0.1/"))
                .repeat(Plans.get())
                .count(1)
                .captureBodies(true)
                .build());
    Rows rows = new Rows(1, 0);
    int count = Rows.CHUNK * 2 + 5;
    for (int i = 0; i < count; i++) {
      slot.request = i;
      slot.attempt = i % 7;
      slot.planned = i;
      slot.written = i + 1L;
      slot.firstByte = i + 2L;
      String body = i % 100 == 0 ? "b".repeat(1 + i % 4096) : "";
      slot.scanner.reset(false);
      byte[] answer =
          ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      slot.scanner.feed(answer, 0, answer.length);
      rows.append(slot, i + 3L, 200, Outcome.OK, slot.scanner);
    }
    History history = new History(List.of(rows, rows));
    assertThat(history.size()).isEqualTo(2 * count);
    SplittableRandom random = new SplittableRandom(1);
    for (int n = 0; n < 10_000; n++) {
      int row = n % 10 == 0 ? random.nextInt(2 * count / 100) * 100 : random.nextInt(2 * count);
      int i = row % count;
      assertThat(history.request(row)).isEqualTo(i);
      assertThat(history.attempt(row)).isEqualTo(i % 7);
      assertThat(history.connection(row)).isEqualTo(3);
      assertThat(history.written(row)).isEqualTo(i + 1);
      assertThat(history.lastByte(row)).isEqualTo(i + 3);
      byte[] body = history.body(row);
      if (i % 100 == 0) {
        assertThat(body).hasSize(1 + i % 4096);
      } else {
        assertThat(body).isNull();
      }
    }
  }

  @Test
  void retriesComeOutByDueTimeAndExpire() {
    Slot slot =
        new Slot(
            0,
            RushPlan.builder(java.net.URI.create("http://127.0.0.1/"))
                .repeat(Plans.get())
                .count(1)
                .build());
    SplittableRandom random = new SplittableRandom(2);
    RetryHeap heap = new RetryHeap();
    for (int i = 0; i < 5_000; i++) {
      slot.request = i;
      slot.deadline = i % 3 == 0 ? 100 : 1_000_000;
      heap.push(random.nextLong(50_000), slot, Outcome.SHED, i % 2 == 0);
    }
    int expired = 0;
    while (heap.surfaceExpired(100)) {
      assertThat(heap.request() % 3).isZero();
      heap.pop();
      expired++;
    }
    assertThat(expired).isEqualTo(1_667);
    long last = Long.MIN_VALUE;
    int left = 0;
    while (!heap.isEmpty()) {
      assertThat(heap.due()).isGreaterThanOrEqualTo(last);
      assertThat(heap.doubt()).isEqualTo(heap.request() % 2 == 0);
      last = heap.due();
      heap.pop();
      left++;
    }
    assertThat(left).isEqualTo(5_000 - expired);
  }

  @Test
  void nothingIsAllocatedInTheBurstAndPerResponse() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int count = 30_000;
    try (ForeignServer server =
            ForeignServer.answering((r, out) -> ForeignServer.send(out, ForeignServer.OK));
        Rush rush =
            Rush.arm(
                Plans.burst(server, count)
                    .connections(20)
                    .warmUp(Duration.ofMillis(300))
                    .build())) {
      assertThat(rush.armed().transport()).isEqualTo("epoll");
      long loop = loopThread(threads);
      long before = threads.getThreadAllocatedBytes(loop);
      RushResult result = rush.fire(Instant.now().plusMillis(400));
      long allocated = threads.getThreadAllocatedBytes(loop) - before;
      assertThat(result.count(Outcome.OK)).isEqualTo(count);
      assertThat(result.allocatedInBurstBytes()).isZero();
      // What is left is the bookkeeping of the last rehearsal and the tick.
      assertThat(allocated / (double) count).isLessThan(20);
    }
  }

  private static long loopThread(ThreadMXBean threads) {
    for (ThreadInfo thread : threads.dumpAllThreads(false, false)) {
      if (thread.getThreadName().startsWith("freshet-rush")) {
        return thread.getThreadId();
      }
    }
    throw new AssertionError("no loop thread");
  }
}
