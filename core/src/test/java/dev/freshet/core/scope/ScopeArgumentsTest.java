package dev.freshet.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Bad input is named. */
class ScopeArgumentsTest {
  @Test
  void optionsAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScopeOptions.none().limit(0))
        .withMessage("limit: 0 is too low; allowed is 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScopeOptions.none().deadline(Duration.ZERO))
        .withMessage("deadline: PT0S is not positive; allowed is more than zero");
    ScopeOptions all = ScopeOptions.none().name("a").limit(2).deadline(Duration.ofSeconds(1));
    assertThat(all).isEqualTo(new ScopeOptions("a", Duration.ofSeconds(1), 2));
  }

  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"})
  void nullsAreNamed() throws Exception {
    assertThatNullPointerException()
        .isThrownBy(() -> Scope.open(null, Policy.FAIL_FAST))
        .withMessage("pool");
    assertThatNullPointerException()
        .isThrownBy(() -> Scope.open(Runnable::run, null))
        .withMessage("policy");
    assertThatNullPointerException()
        .isThrownBy(() -> Scope.open(Runnable::run, Policy.FAIL_FAST, null))
        .withMessage("options");
    assertThat(OpenScopes.innermost()).isNull();
    try (Scope<Integer> scope = Scope.open(Runnable::run, Policy.FAIL_FAST)) {
      assertThatNullPointerException().isThrownBy(() -> scope.fork(null)).withMessage("task");
      assertThatNullPointerException()
          .isThrownBy(() -> scope.fork(null, () -> 1))
          .withMessage("name");
      assertThatNullPointerException().isThrownBy(() -> scope.cancel(null)).withMessage("cause");
    }
    assertThatNullPointerException().isThrownBy(() -> Scope.onCancel(null)).withMessage("action");
    assertThatNullPointerException()
        .isThrownBy(() -> Deadline.none().onExpiry(null))
        .withMessage("action");
    assertThatNullPointerException().isThrownBy(() -> Deadline.after(null)).withMessage("duration");
  }
}
