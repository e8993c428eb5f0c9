package dev.freshet.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A set of cases that belong together; {@code bench/run NAME} runs it. */
interface Suite {
  /** All suites by name, in the order of the help. */
  static Map<String, Suite> all() {
    Map<String, Suite> suites = new LinkedHashMap<>();
    suites.put("submit", new SubmitSuite());
    suites.put("sleep", new SleepSuite());
    suites.put("cpu", new CpuSuite());
    suites.put("waiting", new WaitingSuite());
    suites.put("burst", new BurstSuite());
    suites.put("priority", new PrioritySuite());
    suites.put("cancel", new CancelSuite());
    suites.put("scope", new ScopeSuite());
    suites.put("channel", new ChannelSuite());
    suites.put("stream", new StreamSuite());
    suites.put("broadcast", new BroadcastSuite());
    suites.put("batch", new BatchSuite());
    suites.put("budget", new BudgetSuite());
    suites.put("knee", new KneeSuite());
    suites.put("keyed", new KeyedSuite());
    return suites;
  }

  /** What stands under the table: the meaning of the cases, in a few lines. */
  String legend();

  /** Measures. */
  List<Row> run(Effort effort, Rounds rounds) throws Exception;
}
