package dev.freshet.doctor.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Through diagnostic commands, as {@code jcmd} gives them, and the files of the flight recorder. No
 * management agent, and no port; the target's files must be visible, directly or below {@code
 * /proc/PID/root}.
 *
 * <p>The protocol of the attach socket is version 1, which every HotSpot JVM since JDK 5 speaks: a
 * request is {@code 1}, the operation and three arguments, each ended by a zero; the answer is a
 * status in one line, then text.
 */
final class CommandChannel implements Channel {
  private static final Duration CALL = Duration.ofSeconds(3);
  private static final Duration LONG_CALL = Duration.ofSeconds(10);
  private static final String RECORDING = "freshet-doctor";
  private static final Pattern SCHEDULER =
      Pattern.compile(
          "parallelism = (\\d+), size = (\\d+), active = (\\d+), .*"
              + "tasks = (\\d+), submissions = (\\d+)");
  private static final Pattern RUNNING = Pattern.compile("Recording (\\d+: .*) \\(running\\)");
  private static final Pattern REPOSITORY = Pattern.compile("Repository path: (/.*)");
  private static final Pattern HEAP = Pattern.compile("-XX:MaxHeapSize=(\\d+)");

  private final JvmProcess process;
  private final Path socket;

  private CommandChannel(JvmProcess process) {
    this.process = process;
    this.socket = process.file("/tmp/.java_pid" + process.status().innermostPid());
  }

  static CommandChannel open(JvmProcess process) throws Unavailable {
    // The JDK's own client makes the JVM open its socket; it speaks no diagnostic commands.
    Attachment.use(process, machine -> true);
    CommandChannel channel = new CommandChannel(process);
    channel.command(CALL, "VM.version");
    return channel;
  }

  @Override
  public String name() {
    return "diagnostic commands over the attach socket";
  }

  @Override
  public String leaves() {
    return "";
  }

  @Override
  public Facts facts() throws Unavailable {
    Matcher heap = HEAP.matcher(command(CALL, "VM.flags"));
    double mebibytes =
        heap.find() ? Long.parseLong(heap.group(1)) / (double) (1 << 20) : Double.NaN;
    return new Facts(process.javaVersion(), 0, mebibytes, recordings());
  }

  private String recordings() throws Unavailable {
    return RUNNING
        .matcher(command(CALL, "JFR.check"))
        .results()
        .map(running -> running.group(1))
        .collect(Collectors.joining(", "));
  }

  @Override
  public Gauge gauge() throws Unavailable {
    String answer = command(CALL, "Thread.vthread_scheduler");
    Matcher gauges = SCHEDULER.matcher(answer);
    if (!gauges.find()) {
      throw new Unavailable(
          answer.contains("Unknown")
              ? "no command Thread.vthread_scheduler: it needs JDK 24"
              : "the scheduler of virtual threads does not tell its gauges");
    }
    return new Gauge(
        Integer.parseInt(gauges.group(1)),
        Integer.parseInt(gauges.group(2)),
        Integer.parseInt(gauges.group(3)),
        Long.parseLong(gauges.group(4)) + Long.parseLong(gauges.group(5)));
  }

  @Override
  public String threadPrint() throws Unavailable {
    return command(LONG_CALL, "Thread.print");
  }

  @Override
  public void dumpThreads(String file) throws Unavailable {
    command(LONG_CALL, "Thread.dump_to_file -format=json " + file);
  }

  @Override
  public Recording record(Map<String, String> settings, Consumer<RecordedEvent> sink)
      throws Unavailable {
    String answer;
    try (TargetFolder folder = TargetFolder.create(process)) {
      // A file, because a request of the attach socket holds no more than a kilobyte.
      Files.writeString(folder.outside("doctor.jfc"), configuration(settings));
      answer =
          command(
              LONG_CALL,
              "JFR.start name="
                  + RECORDING
                  + " flush-interval=1s settings="
                  + folder.inside("doctor.jfc"));
    } catch (IOException unwritable) {
      throw new Unavailable("settings of the recording: " + unwritable.getMessage());
    }
    if (!answer.contains("Started recording")) {
      throw new Unavailable("JFR.start: " + answer.lines().findFirst().orElse("no answer"));
    }
    try {
      Path repository = repository();
      EventStream stream =
          Deadline.call(
              CALL, "repository " + repository, () -> EventStream.openRepository(repository));
      stream.onEvent(sink);
      stream.onError(error -> {}); // the target's end is seen by everybody else as well
      stream.startAsync();
      return () -> finish(stream);
    } catch (Unavailable unreadable) {
      command(LONG_CALL, "JFR.stop name=" + RECORDING);
      throw unreadable;
    }
  }

  /** The settings as a file of the flight recorder; names and values need no escaping. */
  private static String configuration(Map<String, String> settings) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<configuration version=\"2.0\" label=\"").append(RECORDING).append("\">\n");
    settings.forEach(
        (key, value) -> {
          String[] parts = key.split("#", 2);
          xml.append("<event name=\"").append(parts[0]).append("\"><setting name=\"");
          xml.append(parts[1]).append("\">").append(value).append("</setting></event>\n");
        });
    return xml.append("</configuration>\n").toString();
  }

  private Path repository() throws Unavailable {
    Matcher path = REPOSITORY.matcher(command(CALL, "JFR.configure"));
    return Optional.of(path)
        .filter(Matcher::find)
        .map(found -> process.file(found.group(1)))
        .orElseThrow(() -> new Unavailable("the flight recorder does not tell its repository"));
  }

  private void finish(EventStream stream) throws Unavailable {
    try {
      // The end of the recording is the end of the chunk, and with it what was not flushed yet.
      command(LONG_CALL, "JFR.stop name=" + RECORDING);
      Deadline.within(LONG_CALL, "end of the event stream", () -> awaitEnd(stream));
    } finally {
      Deadline.within(CALL, "end of the event stream", stream::close);
    }
  }

  /** The stream ends by itself when no recording is left; else whatever is flushed will do. */
  private static void awaitEnd(EventStream stream) throws InterruptedException {
    stream.awaitTermination(Duration.ofMillis(2500));
  }

  @Override
  public void close() {
    // Each command has a connection of its own.
  }

  private String command(Duration limit, String line) throws Unavailable {
    String name = line.split(" ", 2)[0];
    return Deadline.call(limit, name, () -> ask(line));
  }

  private String ask(String line) throws IOException, Unavailable {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      byte[] request = ("1\0jcmd\0" + line + "\0\0\0").getBytes(StandardCharsets.UTF_8);
      ByteBuffer bytes = ByteBuffer.wrap(request);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      String answer = new String(readAll(channel), StandardCharsets.UTF_8);
      int end = answer.indexOf('\n');
      String status = end < 0 ? answer : answer.substring(0, end);
      String text = end < 0 ? "" : answer.substring(end + 1);
      if (!status.equals("0")) {
        throw new Unavailable(text.lines().findFirst().orElse("refused, without a reason"));
      }
      return text;
    }
  }

  private static byte[] readAll(SocketChannel channel) throws IOException {
    try (InputStream answer = java.nio.channels.Channels.newInputStream(channel)) {
      return answer.readAllBytes();
    }
  }
}
