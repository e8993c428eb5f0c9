package dev.freshet.host.system;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A set of CPUs (or of memory nodes), in the notation of the kernel: {@code 0-3,8}.
 *
 * {@snippet lang=java :
 * CpuSet allowed = CpuSet.parse("0-3,8");
 * allowed.minus(CpuSet.of(0)).toString(); // "1-3,8"
 * }
 *
 * <p>Thread-safe: immutable. Takes one bit per CPU; every operation is linear in the highest one.
 */
public final class CpuSet {
  /** Highest number: Linux is built for 8192 CPUs at most (CONFIG_NR_CPUS). */
  public static final int MAX = 8191;

  private static final CpuSet EMPTY = new CpuSet(new BitSet());

  private final BitSet bits;

  private CpuSet(BitSet bits) {
    this.bits = bits;
  }

  /**
   * The set without any.
   *
   * @return the empty set
   */
  public static CpuSet empty() {
    return EMPTY;
  }

  /**
   * A set of the given numbers.
   *
   * @param cpus numbers, 0 to {@value #MAX}
   * @return the set
   * @throws IllegalArgumentException if a number is out of range
   */
  public static CpuSet of(int... cpus) {
    BitSet bits = new BitSet();
    for (int cpu : cpus) {
      bits.set(inRange(cpu, Integer.toString(cpu)));
    }
    return new CpuSet(bits);
  }

  /**
   * Reads {@code 0-3,8}. White space around the parts is allowed; nothing at all is the empty set.
   *
   * @param list the list
   * @return the set
   * @throws IllegalArgumentException if it is not such a list: the message names the part at fault
   */
  public static CpuSet parse(String list) {
    BitSet bits = new BitSet();
    if (list.isBlank()) {
      return EMPTY;
    }
    for (String part : list.split(",", -1)) {
      String range = part.strip();
      int dash = range.indexOf('-');
      int first = number(dash < 0 ? range : range.substring(0, dash), list);
      int last = dash < 0 ? first : number(range.substring(dash + 1), list);
      if (first > last) {
        throw new IllegalArgumentException(
            "CPUs '" + list + "': the range " + range + " runs down");
      }
      bits.set(first, last + 1);
    }
    return new CpuSet(bits);
  }

  private static int number(String digits, String list) {
    if (!digits.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          "CPUs '" + list + "': write numbers and ranges as in 0-3,8, not '" + digits + "'");
    }
    return inRange(Integer.parseInt(digits), list);
  }

  private static int inRange(int cpu, String list) {
    if (cpu < 0 || cpu > MAX) {
      throw new IllegalArgumentException("CPUs '" + list + "': " + cpu + " is not in 0 to " + MAX);
    }
    return cpu;
  }

  /**
   * How many.
   *
   * @return number of members
   */
  public int size() {
    return bits.cardinality();
  }

  /**
   * Whether it has no member.
   *
   * @return whether it is empty
   */
  public boolean isEmpty() {
    return bits.isEmpty();
  }

  /**
   * Whether a CPU is a member.
   *
   * @param cpu number
   * @return whether it is; false for negative numbers
   */
  public boolean contains(int cpu) {
    return cpu >= 0 && bits.get(cpu);
  }

  /**
   * Whether all members of another set are members of this one.
   *
   * @param other the other set
   * @return whether it is a superset
   */
  public boolean containsAll(CpuSet other) {
    return other.minus(this).isEmpty();
  }

  /**
   * The members of both.
   *
   * @param other the other set
   * @return the intersection
   */
  public CpuSet and(CpuSet other) {
    BitSet result = (BitSet) bits.clone();
    result.and(other.bits);
    return new CpuSet(result);
  }

  /**
   * The members of either.
   *
   * @param other the other set
   * @return the union
   */
  public CpuSet or(CpuSet other) {
    BitSet result = (BitSet) bits.clone();
    result.or(other.bits);
    return new CpuSet(result);
  }

  /**
   * The members that the other set lacks.
   *
   * @param other the other set
   * @return the difference
   */
  public CpuSet minus(CpuSet other) {
    BitSet result = (BitSet) bits.clone();
    result.andNot(other.bits);
    return new CpuSet(result);
  }

  /**
   * The lowest member.
   *
   * @return its number; -1 if the set is empty
   */
  public int first() {
    return bits.nextSetBit(0);
  }

  /**
   * The members in rising order.
   *
   * @return a stream
   */
  public IntStream stream() {
    return bits.stream();
  }

  /**
   * The members in rising order.
   *
   * @return an unmodifiable list
   */
  public List<Integer> toList() {
    return bits.stream().boxed().toList();
  }

  /**
   * The members as bits, the lowest in the first word; what the kernel's calls take as a mask.
   *
   * @return words of 64 CPUs each
   */
  public long[] toMask() {
    return bits.toLongArray();
  }

  /**
   * The set of the bits of a mask.
   *
   * @param mask words of 64 CPUs each, the lowest in the first
   * @return the set
   */
  public static CpuSet ofMask(long... mask) {
    return new CpuSet(BitSet.valueOf(mask));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CpuSet set && bits.equals(set.bits);
  }

  @Override
  public int hashCode() {
    return bits.hashCode();
  }

  /**
   * The kernel's notation.
   *
   * @return such as {@code 0-3,8}; empty text for the empty set
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int first = bits.nextSetBit(0); first >= 0; ) {
      int end = bits.nextClearBit(first);
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (end - 1 > first) {
        text.append('-').append(end - 1);
      }
      first = bits.nextSetBit(end);
    }
    return text.toString();
  }
}
