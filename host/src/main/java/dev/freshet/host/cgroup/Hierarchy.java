package dev.freshet.host.cgroup;

import dev.freshet.host.system.Mount;
import dev.freshet.host.system.SystemRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The groups around a process in the hierarchy that a controller is mounted in.
 *
 * @param version 1 or 2; 0 if the controller is nowhere
 * @param folders its own group first, then the ancestors as far as they can be seen
 * @param hidden what cannot be seen of it; empty if all can
 */
record Hierarchy(int version, List<String> folders, Optional<String> hidden) {
  private static final Hierarchy NONE = new Hierarchy(0, List.of(), Optional.empty());

  /**
   * Finds a controller's groups. In a hybrid system each controller is in one hierarchy, of version
   * 1 if {@code /proc/PID/cgroup} has a line for it.
   */
  static Hierarchy of(SystemRoot root, String process, String controller) {
    List<Mount> mounts = root.mounts();
    String second = null;
    // Lines are ID:CONTROLLERS:PATH, and 0::PATH for version 2 (cgroups(7)).
    for (String line : root.lines("proc/" + process + "/cgroup")) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      if (List.of(parts[1].split(",", -1)).contains(controller)) {
        return of(root, mounts, 1, controller, parts[2]);
      }
      second = line.startsWith("0::") ? parts[2] : second;
    }
    return second == null ? NONE : of(root, mounts, 2, controller, second);
  }

  private static Hierarchy of(
      SystemRoot root, List<Mount> mounts, int version, String controller, String path) {
    for (Mount mount : mounts) {
      boolean holds =
          version == 2
              ? mount.type().equals("cgroup2")
              : mount.type().equals("cgroup") && mount.options().contains(controller);
      if (holds) {
        return below(root, version, mount, path);
      }
    }
    return new Hierarchy(
        0,
        List.of(),
        Optional.of("the hierarchy of the " + controller + " controller is not mounted here"));
  }

  /** Walks from the group at the path up to the mount point. */
  private static Hierarchy below(SystemRoot root, int version, Mount mount, String path) {
    String top = mount.point().toString();
    if (path.equals("/..") || path.startsWith("/../")) {
      return new Hierarchy(
          version,
          List.of(),
          Optional.of(
              "the process is in the group "
                  + path
                  + ", outside of the control group namespace of this one"));
    }
    String relative = relative(mount.root(), path);
    boolean found = relative != null && root.exists(top + relative);
    List<String> folders = new ArrayList<>();
    String below = found && relative != null ? relative : "";
    while (!below.isEmpty()) {
      folders.add(top + below);
      below = below.substring(0, below.lastIndexOf('/'));
    }
    folders.add(top);
    if (!found) {
      return new Hierarchy(
          version,
          folders,
          Optional.of("the group " + path + " is not below " + top + ": only that is read"));
    }
    return new Hierarchy(
        version,
        folders,
        isRootGroup(root, version, top)
            ? Optional.empty()
            : Optional.of(
                "groups above "
                    + top
                    + " are hidden by a control group namespace: a limit there cannot be seen"));
  }

  /** The path below the mounted folder, empty or with a leading slash; null if not below it. */
  private static @Nullable String relative(String mountRoot, String path) {
    String prefix = mountRoot.equals("/") ? "" : mountRoot;
    String rest = path.equals("/") ? "" : path;
    if (rest.equals(prefix)) {
      return "";
    }
    return rest.startsWith(prefix + "/") ? rest.substring(prefix.length()) : null;
  }

  /**
   * Whether the top that we see is the top that there is: the real root has no {@code cgroup.type}
   * in version 2, and alone has a {@code release_agent} in version 1.
   */
  private static boolean isRootGroup(SystemRoot root, int version, String top) {
    return version == 2 ? !root.exists(top + "/cgroup.type") : root.exists(top + "/release_agent");
  }
}
