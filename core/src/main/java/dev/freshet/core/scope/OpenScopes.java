package dev.freshet.core.scope;

import org.jspecify.annotations.Nullable;

/**
 * The scopes that are open on each thread, innermost first: what tells whether they are closed in
 * order.
 *
 * <p>A thread that has none open has no entry. Costs nothing but at opening and closing.
 */
final class OpenScopes {
  private static final ThreadLocal<@Nullable ForkGroup<?>> INNERMOST = new ThreadLocal<>();

  private OpenScopes() {}

  static @Nullable ForkGroup<?> innermost() {
    return INNERMOST.get();
  }

  static void push(ForkGroup<?> scope) {
    INNERMOST.set(scope);
  }

  /** Takes the innermost one off. */
  static void pop(ForkGroup<?> scope) {
    ForkGroup<?> outer = scope.outer();
    if (outer == null) {
      INNERMOST.remove();
    } else {
      INNERMOST.set(outer);
    }
  }
}
