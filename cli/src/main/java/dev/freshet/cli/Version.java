package dev.freshet.cli;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/** The version line, from the module descriptor that the build stamped. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    ModuleDescriptor descriptor = Version.class.getModule().getDescriptor();
    String version = descriptor == null ? "unknown" : descriptor.rawVersion().orElse("unknown");
    return new String[] {
      "freshet "
          + version
          + " (Java "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name")
          + " "
          + System.getProperty("os.arch")
          + ")"
    };
  }
}
