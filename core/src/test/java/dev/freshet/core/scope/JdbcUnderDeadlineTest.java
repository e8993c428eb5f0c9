package dev.freshet.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.core.TaskPool;
import dev.freshet.core.Workers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries that honour the deadline in force to the millisecond, against a real PostgreSQL. */
@Timeout(120)
class JdbcUnderDeadlineTest {
  private static final String QUERY_CANCELED = "57014";
  private static final String SLEEP = "select pg_sleep(30)";
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration LATER = Duration.ofHours(1);

  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  private static Connection connect() throws SQLException {
    return postgres.getPostgresDatabase().getConnection();
  }

  /* --- the example: setQueryTimeout knows whole seconds only --- */

  private static String query(Connection connection, String sql) throws SQLException {
    Deadline.current().check();
    try (Statement statement = connection.createStatement();
        Alarm _ = Scope.onCancel(statement::cancel);
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  /** Waits until the server runs no such query any more, or does. */
  private static void awaitSleepers(int count) throws SQLException {
    try (Connection connection = connect()) {
      while (!query(
              connection,
              "select count(*) from pg_stat_activity where state = 'active' and query = '"
                  + SLEEP
                  + "'")
          .equals(Integer.toString(count))) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void theDeadlineEndsTheQueryAndSparesTheConnection() throws Exception {
    try (Connection connection = connect()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(
              () -> Deadline.callWithin(Deadline.after(SOON), () -> query(connection, SLEEP)))
          .satisfies(e -> assertThat(e.getSQLState()).isEqualTo(QUERY_CANCELED));
      assertThat(query(connection, "select 42")).isEqualTo("42");
    }
  }

  @Test
  void afterTheDeadlineNothingIsSent() throws Exception {
    try (Connection connection = connect()) {
      assertThatExceptionOfType(DeadlineExceededException.class)
          .isThrownBy(
              () ->
                  Deadline.callWithin(
                      Deadline.after(Duration.ZERO), () -> query(connection, SLEEP)));
    }
  }

  @Test
  void cancellingTheScopeEndsTheQueryAndSparesTheConnection() throws Exception {
    for (Workers workers : new Workers[] {Workers.platform(), Workers.virtual()}) {
      IllegalStateException cause = new IllegalStateException("customer gone");
      try (Connection connection = connect();
          TaskPool pool = TaskPool.builder().limit(2).workers(workers).build()) {
        try (Scope<String> scope = Scope.open(pool, Policy.FAIL_FAST)) {
          scope.fork(() -> query(connection, SLEEP));
          awaitSleepers(1);
          scope.cancel(cause);
          assertThatExceptionOfType(ScopeCancelledException.class)
              .isThrownBy(scope::join)
              .withCause(cause);
        }
        awaitSleepers(0);
        assertThat(query(connection, "select 42")).isEqualTo("42");
      }
    }
  }

  @Test
  void theOuterDeadlineReachesTheQueryThroughThreeLayers() throws Exception {
    try (Connection connection = connect();
        TaskPool pool = TaskPool.builder().limit(4).workers(Workers.platform()).build()) {
      try (Scope<String> page =
          Scope.open(pool, Policy.FAIL_FAST, ScopeOptions.none().name("page").deadline(SOON))) {
        page.fork(
            "stock",
            () -> {
              try (Scope<String> stock =
                  Scope.open(pool, Policy.FAIL_FAST, ScopeOptions.none().deadline(LATER))) {
                stock.fork(() -> query(connection, SLEEP));
                return stock.join().getFirst();
              }
            });
        assertThatExceptionOfType(DeadlineExceededException.class)
            .isThrownBy(page::join)
            .satisfies(e -> assertThat(e.unfinished()).containsExactly("stock"));
      }
      awaitSleepers(0);
      assertThat(query(connection, "select 42")).isEqualTo("42");
    }
  }
}
