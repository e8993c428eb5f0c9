package dev.freshet.doctor.tune;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import dev.freshet.doctor.tune.TuneException.Kind;
import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/**
 * The beans of a JVM: of this one, or of another through attach and its management agent.
 *
 * <p>Attaching sends SIGQUIT, which ends a program that does not expect it; so only what has the
 * threads of a JVM is attached to. Each step has a time-out, because a JVM that cannot reach a
 * safepoint answers nothing.
 *
 * <p>Thread-safe. The agent and the threads of its connector stay in the other JVM until it ends.
 */
final class Connection implements AutoCloseable {
  /** A healthy JVM takes 0.1 to 0.6 s for each step on a loaded machine. */
  private static final int TIMEOUT_S = 20;

  private final long pid;
  private final MBeanServerConnection beans;
  private final @Nullable JMXConnector connector;

  private Connection(long pid, MBeanServerConnection beans, @Nullable JMXConnector connector) {
    this.pid = pid;
    this.beans = beans;
    this.connector = connector;
  }

  static Connection toThisJvm() {
    return new Connection(
        ProcessHandle.current().pid(), ManagementFactory.getPlatformMBeanServer(), null);
  }

  // The address comes from the agent of a process of the same user, by a file of that user's.
  @SuppressWarnings("BanJNDI")
  static Connection to(SystemRoot root, long pid) {
    if (pid == ProcessHandle.current().pid()) {
      return toThisJvm();
    }
    requireJvm(root, pid);
    String url = within(pid, "attach", () -> agent(pid));
    JMXConnector connector =
        within(pid, "connect", () -> JMXConnectorFactory.connect(new JMXServiceURL(url)));
    MBeanServerConnection beans = within(pid, "connect", connector::getMBeanServerConnection);
    return new Connection(pid, beans, connector);
  }

  static void requireJvm(SystemRoot root, long pid) {
    String tasks = "proc/" + pid + "/task";
    if (!root.exists("proc/" + pid)) {
      throw new TuneException(Kind.NO_JVM, "there is no process " + pid);
    }
    if (root.names(tasks).stream()
        .noneMatch(tid -> "VM Thread".equals(root.text(tasks + "/" + tid + "/comm")))) {
      throw new TuneException(Kind.NO_JVM, "process " + pid + " is no JVM");
    }
  }

  private static String agent(long pid) throws IOException, AttachNotSupportedException {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
    try {
      return machine.startLocalManagementAgent();
    } finally {
      machine.detach();
    }
  }

  private static <T> T within(long pid, String step, Callable<T> action) {
    FutureTask<T> task = new FutureTask<>(action);
    Thread.ofPlatform().daemon().name("freshet-" + step).start(task);
    try {
      return task.get(TIMEOUT_S, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new TuneException(
          Kind.REFUSED,
          "process %d does not answer: %s took more than %d s".formatted(pid, step, TIMEOUT_S),
          late);
    } catch (ExecutionException failed) {
      throw new TuneException(
          alive(pid) ? Kind.REFUSED : Kind.GONE,
          alive(pid)
              ? "process %d refuses to %s: %s".formatted(pid, step, words(failed.getCause()))
              : "process %d ended".formatted(pid),
          failed);
    } catch (InterruptedException | CancellationException stopped) {
      Thread.currentThread().interrupt();
      throw new TuneException(Kind.REFUSED, step + " was interrupted", stopped);
    }
  }

  private static String words(@Nullable Throwable cause) {
    String message = cause == null ? null : cause.getMessage();
    return message == null ? String.valueOf(cause) : message;
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  long pid() {
    return pid;
  }

  MBeanServerConnection beans() {
    return beans;
  }

  /** What a broken call means. */
  TuneException broken(Exception failed) {
    return alive(pid)
        ? new TuneException(
            Kind.GONE,
            "process %d does not answer any more: %s".formatted(pid, words(failed)),
            failed)
        : new TuneException(Kind.GONE, "process %d ended".formatted(pid), failed);
  }

  @Override
  public void close() {
    JMXConnector open = connector;
    if (open == null) {
      return;
    }
    // Closing talks to the other side, which may not be there any more; nothing depends on it.
    Thread.ofPlatform()
        .daemon()
        .name("freshet-disconnect")
        .start(
            () -> {
              try {
                open.close();
              } catch (IOException gone) {
                // Then it is closed.
              }
            });
  }
}
