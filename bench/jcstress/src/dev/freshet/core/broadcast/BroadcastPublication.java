package dev.freshet.core.broadcast;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JII_Result;

/**
 * A publisher that goes round a ring of two, and a reader: version and value belong together, and
 * what the publisher wrote before is seen.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "the first")
@Outcome(id = "2, 2, 2", expect = Expect.ACCEPTABLE, desc = "the second")
@Outcome(id = "3, 3, 3", expect = Expect.ACCEPTABLE, desc = "the third")
@State
public class BroadcastPublication {
  /** With a plain field, so that its content shows whether it was published. */
  private static final class Value {
    int number;
  }

  private final Broadcast<Value> broadcast = Broadcast.of(new Value(), 2);
  private final LongBroadcast numbers = LongBroadcast.of(0, 0);

  private void publish(int number) {
    numbers.publish(number, number);
    Value value = new Value();
    value.number = number;
    broadcast.publish(value);
  }

  /** Publishes three. */
  @Actor
  public void publisher() {
    publish(1);
    publish(2);
    publish(3);
  }

  /** Reads; the numbers were published before, so they are as new or newer. */
  @Actor
  public void reader(JII_Result r) {
    Cursor<Value> cursor = broadcast.cursor();
    long[] now = new long[2];
    long version = numbers.newest(now);
    r.r1 = cursor.version();
    r.r2 = cursor.value().number;
    r.r3 =
        version < r.r1 || now[0] != version || now[1] != version ? -1 : (int) r.r1;
  }
}
