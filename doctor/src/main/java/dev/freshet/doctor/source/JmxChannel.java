package dev.freshet.doctor.source;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.jfr.consumer.RecordedEvent;
import jdk.management.jfr.FlightRecorderMXBean;
import jdk.management.jfr.RecordingInfo;
import jdk.management.jfr.RemoteRecordingStream;
import org.jspecify.annotations.Nullable;

/**
 * Through the JVM's own management agent, which is started if it does not run. What is asked often
 * goes over the attach socket where that can be reached: a JMX call costs the target about a
 * millisecond of processor, a command a tenth of that (measured at 10 calls a second).
 */
final class JmxChannel implements Channel {
  private static final Duration CALL = Duration.ofSeconds(3);
  private static final Duration LONG_CALL = Duration.ofSeconds(10);
  private static final String[] GAUGES = {
    "Parallelism", "PoolSize", "MountedVirtualThreadCount", "QueuedVirtualThreadCount"
  };

  private final JMXConnector connector;
  private final MBeanServerConnection beans;
  private final ObjectName scheduler;
  private final @Nullable CommandChannel commands;

  private JmxChannel(JMXConnector connector, @Nullable CommandChannel commands)
      throws IOException, JMException {
    this.connector = connector;
    this.commands = commands;
    this.beans = connector.getMBeanServerConnection();
    this.scheduler = new ObjectName("jdk.management:type=VirtualThreadScheduler");
  }

  @SuppressWarnings("BanJNDI") // the address is that of the target's own agent, by the attach API
  static JmxChannel open(JvmProcess process) throws Unavailable {
    String address = Attachment.use(process, VirtualMachine::startLocalManagementAgent);
    CommandChannel commands = commands(process);
    return Deadline.call(
        Attachment.PATIENCE,
        "JMX connection to " + process.pid(),
        () -> new JmxChannel(JMXConnectorFactory.connect(new JMXServiceURL(address)), commands));
  }

  private static @Nullable CommandChannel commands(JvmProcess process) {
    try {
      return CommandChannel.open(process);
    } catch (Unavailable hidden) {
      return null; // the beans can do it all
    }
  }

  @Override
  public String name() {
    return "JMX over the local management agent";
  }

  @Override
  public String leaves() {
    return "the local management agent and its RMI threads stay until the JVM ends";
  }

  @Override
  public Facts facts() throws Unavailable {
    return Deadline.call(CALL, "facts of the JVM", this::readFacts);
  }

  private Facts readFacts() throws IOException, JMException {
    Object version = beans.getAttribute(new ObjectName("java.lang:type=Runtime"), "SpecVersion");
    Object cpus =
        beans.getAttribute(new ObjectName("java.lang:type=OperatingSystem"), "AvailableProcessors");
    CompositeData heap =
        (CompositeData)
            beans.getAttribute(new ObjectName("java.lang:type=Memory"), "HeapMemoryUsage");
    long max = (Long) heap.get("max");
    return new Facts(
        Integer.parseInt(String.valueOf(version).replaceFirst("^1\\.", "")),
        (Integer) cpus,
        max < 0 ? Double.NaN : max / (double) (1 << 20),
        recordings());
  }

  private String recordings() {
    try {
      FlightRecorderMXBean recorder =
          ManagementFactory.newPlatformMXBeanProxy(
              beans, FlightRecorderMXBean.MXBEAN_NAME, FlightRecorderMXBean.class);
      return recorder.getRecordings().stream()
          .filter(recording -> recording.getState().equals("RUNNING"))
          .map(RecordingInfo::getName)
          .collect(Collectors.joining(", "));
    } catch (IOException | RuntimeException without) {
      return ""; // a JVM without flight recorder has none
    }
  }

  @Override
  public Gauge gauge() throws Unavailable {
    return commands != null
        ? commands.gauge()
        : Deadline.call(CALL, "gauges of the scheduler", this::readGauge);
  }

  private Gauge readGauge() throws IOException, JMException, Unavailable {
    try {
      List<Attribute> values = beans.getAttributes(scheduler, GAUGES).asList();
      if (values.size() < GAUGES.length) {
        throw new Unavailable("the scheduler of virtual threads does not tell its gauges");
      }
      return new Gauge(
          number(values.get(0)).intValue(),
          number(values.get(1)).intValue(),
          number(values.get(2)).intValue(),
          number(values.get(3)).longValue());
    } catch (InstanceNotFoundException old) {
      throw new Unavailable("no VirtualThreadSchedulerMXBean: it needs JDK 24");
    }
  }

  private static Number number(Attribute attribute) {
    return (Number) attribute.getValue();
  }

  @Override
  public String threadPrint() throws Unavailable {
    if (commands != null) {
      return commands.threadPrint();
    }
    return Deadline.call(
        LONG_CALL,
        "Thread.print",
        () ->
            (String)
                beans.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "threadPrint",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()}));
  }

  @Override
  public void dumpThreads(String file) throws Unavailable {
    if (commands != null) {
      commands.dumpThreads(file);
      return;
    }
    Deadline.within(
        LONG_CALL,
        "thread dump",
        () ->
            ManagementFactory.newPlatformMXBeanProxy(
                    beans,
                    "com.sun.management:type=HotSpotDiagnostic",
                    HotSpotDiagnosticMXBean.class)
                .dumpThreads(file, ThreadDumpFormat.JSON));
  }

  @Override
  public Recording record(Map<String, String> settings, Consumer<RecordedEvent> sink)
      throws Unavailable {
    return Deadline.call(
        LONG_CALL,
        "start of the flight recorder",
        () -> {
          RemoteRecordingStream stream = new RemoteRecordingStream(beans);
          stream.setSettings(settings);
          stream.onEvent(sink);
          stream.onError(error -> {}); // the target's end is seen by everybody else as well
          stream.startAsync();
          return () -> finish(stream);
        });
  }

  private static void finish(RemoteRecordingStream stream) throws Unavailable {
    try {
      Deadline.within(LONG_CALL, "end of the recording", stream::stop);
    } finally {
      Deadline.within(CALL, "end of the recording", stream::close);
    }
  }

  @Override
  public void close() {
    try {
      Deadline.within(CALL, "end of the JMX connection", connector::close);
    } catch (Unavailable gone) {
      // The target ended or does not answer: its side of the connection ends with it.
    }
  }
}
