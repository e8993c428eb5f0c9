package dev.freshet.rush;

import java.util.Arrays;

/**
 * Requests that wait for another attempt, earliest due first: a binary heap over primitive columns.
 *
 * <p>Confined to its loop. Push and pop are O(log n) and allocate nothing until the columns must
 * grow.
 */
final class RetryHeap {
  private long[] due = new long[256];
  private int[] request = new int[256];
  private int[] attempt = new int[256];
  private long[] planned = new long[256];
  private long[] deadline = new long[256];
  private byte[] last = new byte[256];
  private boolean[] doubt = new boolean[256];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** When the first is due; only while not empty. */
  long due() {
    return due[0];
  }

  int request() {
    return request[0];
  }

  /** How many attempts the first has had. */
  int attempt() {
    return attempt[0];
  }

  long planned() {
    return planned[0];
  }

  long deadline() {
    return deadline[0];
  }

  Outcome last() {
    return Outcome.of(last[0]);
  }

  /** Whether an earlier attempt may have been carried out. */
  boolean doubt() {
    return doubt[0];
  }

  /**
   * Moves a request whose deadline has passed to the front, due or not; false if there is none.
   * O(n).
   */
  boolean surfaceExpired(long now) {
    for (int i = 0; i < size; i++) {
      if (deadline[i] - now <= 0) {
        // Not a heap for a moment: the caller pops the front, and sifting repairs from there.
        due[i] = due[0] - 1;
        rise(i);
        return true;
      }
    }
    return false;
  }

  void push(long dueAt, Slot slot, Outcome lastOutcome, boolean inDoubt) {
    if (size == due.length) {
      int wider = size * 2;
      due = Arrays.copyOf(due, wider);
      request = Arrays.copyOf(request, wider);
      attempt = Arrays.copyOf(attempt, wider);
      planned = Arrays.copyOf(planned, wider);
      deadline = Arrays.copyOf(deadline, wider);
      last = Arrays.copyOf(last, wider);
      doubt = Arrays.copyOf(doubt, wider);
    }
    int i = size++;
    due[i] = dueAt;
    request[i] = slot.request;
    attempt[i] = slot.attempt;
    planned[i] = slot.planned;
    deadline[i] = slot.deadline;
    last[i] = (byte) lastOutcome.code();
    doubt[i] = inDoubt;
    rise(i);
  }

  private void rise(int from) {
    int i = from;
    while (i > 0 && due[i] - due[(i - 1) / 2] < 0) {
      swap(i, (i - 1) / 2);
      i = (i - 1) / 2;
    }
  }

  void pop() {
    swap(0, --size);
    int i = 0;
    while (true) {
      int child = 2 * i + 1;
      if (child >= size) {
        return;
      }
      if (child + 1 < size && due[child + 1] - due[child] < 0) {
        child++;
      }
      if (due[i] - due[child] <= 0) {
        return;
      }
      swap(i, child);
      i = child;
    }
  }

  private void swap(int a, int b) {
    long l = due[a];
    due[a] = due[b];
    due[b] = l;
    l = planned[a];
    planned[a] = planned[b];
    planned[b] = l;
    l = deadline[a];
    deadline[a] = deadline[b];
    deadline[b] = l;
    int n = request[a];
    request[a] = request[b];
    request[b] = n;
    n = attempt[a];
    attempt[a] = attempt[b];
    attempt[b] = n;
    byte o = last[a];
    last[a] = last[b];
    last[b] = o;
    boolean d = doubt[a];
    doubt[a] = doubt[b];
    doubt[b] = d;
  }
}
