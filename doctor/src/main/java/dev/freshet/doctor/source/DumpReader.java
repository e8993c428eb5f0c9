package dev.freshet.doctor.source;

import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.Dump.Contended;
import dev.freshet.doctor.window.Dump.StackGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Reads a thread dump in JSON, the only place where monitors of virtual threads can be seen: who
 * waits for which, and who owns it. Dumps are not atomic; a lock may seem free or owned twice.
 */
final class DumpReader {
  /** Beyond the largest groups come single threads, which say nothing. */
  private static final int MOST_GROUPS = 200;

  private static final List<String> QUEUES =
      List.of(
          "AbstractQueuedSynchronizer.acquire",
          "AbstractQueuedLongSynchronizer.acquire",
          "StampedLock.acquire");

  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final Map<GroupKey, Integer> groups = new LinkedHashMap<>();
  private int platform;
  private int virtual;

  private record GroupKey(boolean virtual, String state, List<String> stack) {}

  private static final class Waiting {
    private int waiters;
    private int virtualWaiters;
    private List<String> stack = List.of();
  }

  private DumpReader() {}

  /**
   * Reads.
   *
   * @param atMs when it was taken
   * @param root the whole document
   */
  static Dump read(double atMs, JsonNode root) {
    DumpReader reader = new DumpReader();
    for (JsonNode container : root.path("threadDump").path("threadContainers")) {
      for (JsonNode thread : container.path("threads")) {
        reader.add(thread);
      }
    }
    return reader.dump(atMs);
  }

  private void add(JsonNode thread) {
    boolean isVirtual = thread.path("virtual").asBoolean(false);
    if (isVirtual) {
      virtual++;
    } else {
      platform++;
    }
    List<String> stack = new ArrayList<>();
    thread.path("stack").forEach(frame -> stack.add(frame(frame.asString(""))));
    groups.merge(
        new GroupKey(isVirtual, thread.path("state").asString(""), List.copyOf(stack)),
        1,
        Integer::sum);
    String name = thread.path("name").asString("");
    String who = name.isEmpty() ? "virtual thread #" + thread.path("tid").asString("?") : name;
    for (JsonNode owned : thread.path("monitorsOwned")) {
      owned.path("locks").forEach(lock -> owners.put(lock.asString(""), who));
    }
    String lock = lock(thread, stack);
    if (!lock.isEmpty()) {
      Waiting wait = waiting.computeIfAbsent(lock, unseen -> new Waiting());
      wait.waiters++;
      wait.virtualWaiters += isVirtual ? 1 : 0;
      wait.stack = wait.stack.isEmpty() ? List.copyOf(stack) : wait.stack;
    }
  }

  /** The monitor or lock that a thread waits to enter; empty if it waits for anything else. */
  private static String lock(JsonNode thread, List<String> stack) {
    String monitor = thread.path("blockedOn").asString("");
    if (!monitor.isEmpty()) {
      return monitor;
    }
    boolean queues =
        stack.stream().limit(8).anyMatch(frame -> QUEUES.stream().anyMatch(frame::contains));
    return queues ? thread.path("parkBlocker").path("object").asString("") : "";
  }

  /**
   * {@code java.base/java.lang.Thread.sleep(Thread.java:540)} is {@code
   * java.lang.Thread.sleep:540}.
   */
  static String frame(String text) {
    int open = text.lastIndexOf('(');
    String method = open < 0 ? text : text.substring(0, open);
    String source = open < 0 ? "" : text.substring(open);
    int colon = source.lastIndexOf(':');
    String line = colon < 0 ? "" : source.substring(colon, source.length() - 1);
    return method.substring(method.lastIndexOf('/') + 1) + line;
  }

  private Dump dump(double atMs) {
    List<Contended> contended = new ArrayList<>();
    waiting.forEach(
        (lock, wait) ->
            contended.add(
                new Contended(
                    lock,
                    owners.getOrDefault(lock, ""),
                    wait.waiters,
                    wait.virtualWaiters,
                    wait.stack)));
    contended.sort(Comparator.comparingInt(Contended::waiters).reversed());
    List<StackGroup> largest =
        groups.entrySet().stream()
            .sorted(Map.Entry.<GroupKey, Integer>comparingByValue().reversed())
            .limit(MOST_GROUPS)
            .map(
                group ->
                    new StackGroup(
                        group.getValue(),
                        group.getKey().virtual,
                        group.getKey().state,
                        group.getKey().stack))
            .toList();
    return new Dump(atMs, platform, virtual, contended, largest);
  }
}
