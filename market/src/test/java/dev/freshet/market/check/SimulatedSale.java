package dev.freshet.market.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sale played in virtual time from one seed: connections that retry, a single writer with group
 * commit, overload, kills and power cuts, a settling pass and a second asking of all answered keys.
 * With a {@link Fault} the market misbehaves in one way; without, its history is correct by
 * construction and the checker must find nothing.
 */
final class SimulatedSale {
  enum Fault {
    NONE,
    CHECK_THEN_ACT,
    LOST_UPDATE,
    ACK_BEFORE_SYNC,
    FORGET_KEYS,
    DROP_TAIL,
    FALSE_SOLD_OUT,
    INVENT,
    REORDER
  }

  enum Crash {
    NONE,
    KILL,
    POWER
  }

  static final class Attempt {
    final String key;
    final String user;
    int quantity;
    long sent;
    long received;
    Answer answer = Answer.INDETERMINATE;
    @Nullable String orderId;
    long seq;
    boolean done;

    Attempt(String key, String user, int quantity) {
      this.key = key;
      this.user = user;
      this.quantity = quantity;
    }
  }

  private record Event(long time, long number, Runnable action) {}

  private record Shopper(String key, String user, int quantity) {}

  private static final int MAX_TRIES = 4;

  final List<Attempt> attempts = new ArrayList<>();
  final Map<String, @Nullable Answer> outcomes = new LinkedHashMap<>();
  final List<ReadBack> earlier = new ArrayList<>();
  List<OrderRow> orders = new ArrayList<>();
  SaleTerms terms;
  SaleCounts counts = new SaleCounts(0, 0, 0, 0);
  int crashes;

  private final Random random;
  private final Fault fault;
  private final Crash crash;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::number));
  private long now = 1_000;
  private long eventNumber;

  // the market
  private final List<OrderRow> log = new ArrayList<>();
  private final Map<String, OrderRow> byKey = new HashMap<>();
  private final Map<String, Long> perUser = new HashMap<>();
  private final Set<Attempt> unanswered = new LinkedHashSet<>();
  private final Map<Attempt, OrderRow> pending = new LinkedHashMap<>();
  private boolean up = true;
  private boolean syncing;
  private int synced;
  private long left;
  private int epoch;
  private long skippedSeq;
  private int skippedAge;
  private final Set<Integer> crashAfter = new HashSet<>();
  private long acceptedCounter;

  SimulatedSale(long seed, Fault fault, Crash crash) {
    random = new Random(seed);
    this.fault = fault;
    this.crash = crash;
    long stock = 20L + random.nextInt(60);
    boolean plentiful = fault == Fault.NONE && random.nextInt(4) == 0;
    int shoppers = plentiful ? 5 + random.nextInt((int) stock / 3) : 150 + random.nextInt(150);
    boolean limited = random.nextBoolean();
    terms = new SaleTerms("demo", stock, limited ? 2 + random.nextInt(3) : 0);
    left = stock;
    play(shoppers, 4 + random.nextInt(20), limited);
  }

  private void play(int shoppers, int connections, boolean limited) {
    List<List<Shopper>> queues = new ArrayList<>();
    for (int c = 0; c < connections; c++) {
      queues.add(new ArrayList<>());
    }
    for (int i = 0; i < shoppers; i++) {
      String user = limited ? "u" + random.nextInt(shoppers / 3 + 1) : "u" + i;
      int quantity = random.nextInt(5) == 0 ? 1 + random.nextInt(2) : 1;
      queues.get(i % connections).add(new Shopper("k" + i, user, quantity));
      outcomes.put("k" + i, null);
    }
    for (List<Shopper> queue : queues) {
      at(random.nextInt(5), () -> next(queue, 0));
    }
    if (crash != Crash.NONE) {
      scheduleCrash();
      if (fault == Fault.NONE && random.nextBoolean()) {
        scheduleCrash();
      }
    }
    drain();
    settle();
    finish();
  }

  private void scheduleCrash() {
    int units = (int) terms.stock();
    crashAfter.add(units / 2 + random.nextInt(Math.max(1, units / 3)));
  }

  private void at(long delay, Runnable action) {
    events.add(new Event(now + delay, eventNumber++, action));
  }

  private void drain() {
    for (Event event = events.poll(); event != null; event = events.poll()) {
      now = event.time();
      event.action().run();
    }
  }

  // ---- clients

  private void next(List<Shopper> queue, int place) {
    if (place < queue.size()) {
      ask(queue.get(place), 1, () -> next(queue, place + 1));
    }
  }

  private void ask(Shopper shopper, int tries, Runnable then) {
    if (!up) {
      at(7, () -> ask(shopper, tries, then)); // refused connection: nothing was sent
      return;
    }
    Attempt attempt = new Attempt(shopper.key(), shopper.user(), shopper.quantity());
    attempts.add(attempt);
    attempt.sent = now;
    unanswered.add(attempt);
    onAnswer.put(
        attempt,
        () -> {
          boolean again =
              attempt.answer == Answer.SHED
                  || attempt.answer == Answer.CONFLICT
                  || attempt.answer == Answer.INDETERMINATE;
          outcomes.put(shopper.key(), attempt.answer);
          if (again && tries < MAX_TRIES) {
            at(3 + random.nextInt(10), () -> ask(shopper, tries + 1, then));
          } else {
            then.run();
          }
        });
    int life = epoch;
    at(1 + random.nextInt(8), () -> arrive(attempt, life));
    if (random.nextInt(60) == 0) {
      at(4, () -> lose(attempt)); // connection broke, the request may be with the market
    }
  }

  private final Map<Attempt, Runnable> onAnswer = new HashMap<>();

  private void lose(Attempt attempt) {
    if (unanswered.remove(attempt) && !attempt.done) {
      attempt.done = true;
      attempt.answer = Answer.INDETERMINATE;
      attempt.received = random.nextBoolean() ? 0 : now;
      Runnable then = onAnswer.remove(attempt);
      if (then != null) {
        then.run();
      }
    }
  }

  private void answer(Attempt attempt, Answer answer, @Nullable OrderRow row) {
    int life = epoch;
    at(
        1 + random.nextInt(8),
        () -> {
          if (attempt.done || life != epoch) {
            return; // the answer was lost on the way
          }
          unanswered.remove(attempt);
          attempt.done = true;
          attempt.answer = answer;
          attempt.received = now;
          if (row != null) {
            attempt.orderId = row.orderId();
            attempt.seq = row.seq();
          }
          Runnable then = onAnswer.remove(attempt);
          if (then != null) {
            then.run();
          }
        });
  }

  // ---- the market

  private void arrive(Attempt attempt, int life) {
    if (!up || life != epoch) {
      return;
    }
    OrderRow known = byKey.get(attempt.key);
    if (known != null) {
      if (pending.containsValue(known)) {
        answer(attempt, Answer.CONFLICT, null);
      } else {
        answer(attempt, Answer.REPLAYED, known);
      }
    } else if (random.nextInt(50) == 0) {
      answer(attempt, Answer.SHED, null);
    } else if (overLimit(attempt)) {
      answer(attempt, Answer.REFUSED, null);
    } else if (soldOut(attempt)) {
      answer(attempt, Answer.SOLD_OUT, null);
    } else {
      accept(attempt);
    }
  }

  private boolean overLimit(Attempt attempt) {
    return terms.perUser() > 0
        && perUser.getOrDefault(attempt.user, 0L) + attempt.quantity > terms.perUser();
  }

  private boolean soldOut(Attempt attempt) {
    if (fault == Fault.FALSE_SOLD_OUT && left > terms.stock() / 3 && random.nextInt(10) == 0) {
      return true;
    }
    boolean race = fault == Fault.CHECK_THEN_ACT && random.nextInt(20) == 0;
    return attempt.quantity > left && !race;
  }

  private void accept(Attempt attempt) {
    if (fault == Fault.INVENT && left > attempt.quantity && random.nextInt(8) == 0) {
      append("ghost" + log.size(), "ghost" + log.size(), 1);
      left--;
    }
    OrderRow row = append(attempt.key, attempt.user, attempt.quantity);
    if (fault != Fault.LOST_UPDATE || random.nextInt(6) != 0) {
      left -= attempt.quantity;
    }
    perUser.merge(attempt.user, (long) attempt.quantity, Long::sum);
    byKey.put(attempt.key, row);
    if (crashAfter.remove(log.size())) {
      at(random.nextInt(6), this::crash);
    }
    if (fault == Fault.ACK_BEFORE_SYNC) {
      answer(attempt, Answer.OK, row);
    } else {
      pending.put(attempt, row);
    }
    if (!syncing) {
      syncing = true;
      int life = epoch;
      int covered = 1 + random.nextInt(3);
      at(covered, () -> sync(life));
    }
  }

  private OrderRow append(String key, String user, int quantity) {
    long seq = log.size() + 1L;
    if (fault == Fault.REORDER) {
      seq = reordered(seq);
    }
    OrderRow row = new OrderRow(seq, "o" + epoch + "-" + log.size(), key, user, quantity);
    log.add(row);
    acceptedCounter++;
    return row;
  }

  /** Leaves a seq out now and gives it to an order much later. */
  private long reordered(long due) {
    if (skippedSeq == 0) {
      if (due > 2 && random.nextInt(5) == 0) {
        skippedSeq = due;
        skippedAge = 0;
        return due + 1;
      }
      return due;
    }
    if (++skippedAge > 15) {
      long late = skippedSeq;
      skippedSeq = 0;
      return late;
    }
    return due + 1;
  }

  private void sync(int life) {
    if (life != epoch) {
      return;
    }
    Map<Attempt, OrderRow> batch = new LinkedHashMap<>(pending);
    int length = log.size();
    boolean lazy = fault == Fault.ACK_BEFORE_SYNC;
    at(
        lazy ? 60 : 2 + random.nextInt(12),
        () -> {
          if (life != epoch) {
            return;
          }
          synced = length;
          batch.forEach(
              (attempt, row) -> {
                pending.remove(attempt);
                answer(attempt, Answer.OK, row);
              });
          if (!pending.isEmpty() || log.size() > synced) {
            sync(life);
          } else {
            syncing = false;
          }
        });
  }

  private void crash() {
    if (!up) {
      return;
    }
    crashes++;
    up = false;
    epoch++;
    syncing = false;
    pending.clear();
    if (crash == Crash.POWER) {
      log.subList(synced, log.size()).clear();
    }
    if (fault == Fault.DROP_TAIL) {
      log.subList(Math.max(0, log.size() - 15), log.size()).clear();
    }
    for (Attempt attempt : List.copyOf(unanswered)) {
      at(random.nextInt(5), () -> lose(attempt));
    }
    at(60 + random.nextInt(60), this::recover);
  }

  private void recover() {
    up = true;
    synced = log.size();
    left = terms.stock();
    byKey.clear();
    perUser.clear();
    for (OrderRow row : log) {
      left -= row.quantity();
      perUser.merge(row.user(), (long) row.quantity(), Long::sum);
      if (fault != Fault.FORGET_KEYS) {
        byKey.put(row.key(), row);
      }
    }
  }

  // ---- after the rush

  private void settle() {
    Map<String, Attempt> last = new LinkedHashMap<>();
    Set<String> open = new HashSet<>();
    for (Attempt attempt : attempts) {
      last.put(attempt.key, attempt);
      if (attempt.answer == Answer.INDETERMINATE || attempt.answer == Answer.CONFLICT) {
        open.add(attempt.key);
      }
    }
    for (Attempt attempt : last.values()) {
      boolean definite = attempt.answer.accepts() || attempt.answer.denies();
      if (open.contains(attempt.key) && !definite) {
        againUntilDefinite(attempt);
      }
    }
    earlier.add(new ReadBack(now + 1, log));
    now += 2;
    if (crashes > 0) {
      List<Attempt> answered =
          last.values().stream().filter(attempt -> attempt.answer.accepts()).toList();
      for (Attempt attempt : answered) {
        askOnce(attempt);
      }
    }
  }

  private void againUntilDefinite(Attempt attempt) {
    Answer answer = Answer.INDETERMINATE;
    while (!answer.accepts() && !answer.denies()) {
      answer = askOnce(attempt);
    }
    outcomes.put(attempt.key, answer);
  }

  private Answer askOnce(Attempt earlierAttempt) {
    now++;
    Attempt attempt = new Attempt(earlierAttempt.key, earlierAttempt.user, earlierAttempt.quantity);
    attempts.add(attempt);
    attempt.sent = now;
    unanswered.add(attempt);
    arrive(attempt, epoch);
    drain();
    return attempt.answer;
  }

  private void finish() {
    orders = new ArrayList<>(log);
    long sold = log.stream().mapToLong(OrderRow::quantity).sum();
    long available = fault == Fault.CHECK_THEN_ACT ? Math.max(0, left) : left;
    counts =
        new SaleCounts(
            terms.stock(), available, sold, crashes > 0 ? SaleCounts.UNKNOWN : acceptedCounter);
  }

  SaleHistory history() {
    SaleHistory.Builder builder = SaleHistory.builder(attempts.size());
    for (Attempt a : attempts) {
      builder.attempt(a.key, a.user, a.quantity, a.sent, a.received, a.answer, a.orderId, a.seq);
    }
    outcomes.forEach(builder::shopper);
    return builder.build();
  }

  List<Invariant> check() {
    return SaleChecker.check(terms, history(), orders, counts, earlier);
  }
}
