package dev.freshet.core.broadcast;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The numbers of one version; they change in place, guarded by the stamp of their {@link Cell}. */
final class Words {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] words;

  Words(int width) {
    this.words = new long[width];
  }

  /** Each word is released, so that whoever reads one finds the former stamp gone. */
  void write(long[] from) {
    for (int i = 0; i < words.length; i++) {
      WORD.setRelease(words, i, from[i]);
    }
  }

  /** May give words of several versions; the stamp tells afterwards. */
  void read(long[] into) {
    for (int i = 0; i < words.length; i++) {
      into[i] = (long) WORD.getAcquire(words, i);
    }
  }
}
