package dev.freshet.cli;

import dev.freshet.host.system.CpuSet;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads CPUs in the kernel's notation: {@code 0-3,8}. */
final class LaunchCpusConverter implements ITypeConverter<CpuSet> {
  @Override
  public CpuSet convert(String value) {
    try {
      CpuSet cpus = CpuSet.parse(value);
      if (!cpus.isEmpty()) {
        return cpus;
      }
    } catch (IllegalArgumentException malformed) {
      // Falls through to the one message for everything that is no list.
    }
    throw new TypeConversionException("must be CPUs by number and range, such as 0-3,8");
  }
}
