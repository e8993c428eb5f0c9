package dev.freshet.lab.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules that could not be applied are refused, in a line that says where. */
final class RuleReaderTest {
  private static String shipped() throws Exception {
    try (InputStream in =
        Objects.requireNonNull(RuleReader.class.getResourceAsStream("rules.json"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          "choose": "keyed"         ~ "choose": "kyed"           ~ rules.model[0].choose 'kyed': must be one of pool, keyed, batcher, stream, ring, broadcast
          "order-per-key": "yes"    ~ "order-per-key": "maybe"   ~ rules.model[0].when.order-per-key 'maybe': must be some of no, yes, with | between them
          "order-per-key": "yes"    ~ "order": "yes"             ~ rules.model[0].when.order 'order': must be a question, a derived fact or an earlier decision
          "order-per-key": "yes"    ~ "workers": "virtual"       ~ rules.model[0].when.workers 'workers': must be a question, a derived fact or an earlier decision
          "same-key": ">= 95%"      ~ "same-key": "95%"          ~ rules.model[2].when.same-key '95%': must be <, <=, > or >=, a space and a percentage such as 80%
          "same-key": ">= 95%"      ~ "same-key": ">= lots"      ~ rules.model[2].when.same-key '>= lots': must be a percentage such as 80%
          "id": "model-stream"      ~ "id": "model-keyed"        ~ rules.model[1].id 'model-keyed': must be the only one of its name
          {peak} of {cpu-per-task}  ~ {pique}                    ~ rules.model[4].because '{pique}': must be a fact or one of limit, parallelism, min, start, lane, preheated, knee, pool
          "limit": "spare"          ~ "limit": "some"            ~ rules.workers[2].limit 'some': must be one of arrivals, processors, spare
          "freshet/lab-rules/1"     ~ "freshet/lab-rules/2"      ~ schema 'freshet/lab-rules/2': must be freshet/lab-rules/1
          "metric": "tasks-per-second", "subject": "freshet-batcher" ~ "metric": "speed", "subject": "freshet-batcher" ~ rules.model[3].figure.metric 'speed': must be one of tasks-per-second, start-p50-us, start-p99-us, cpu-us-per-task, peak-rss-mib, bytes-per-task
          "threadBytes": 1112, "subject": "freshet-virtual" ~ "subject": "freshet-virtual" ~ choices.workers.virtual.threadBytes '0': must be 1 and more
          """)
  void aMistakeIsNamed(String right, String wrong, String line) throws Exception {
    String text = shipped();
    int place = text.indexOf(right);
    assertThat(place).as("%s", right).isNotNegative();
    String changed = text.substring(0, place) + wrong + text.substring(place + right.length());

    assertThatThrownBy(() -> RuleReader.read(changed.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(line);
  }

  @Test
  void aDecisionWithoutALastWordIsRefused() throws Exception {
    String open =
        shipped()
            .replace(
                "\"id\": \"overflow-block\",\n        \"when\": {}",
                "\"id\": \"overflow-block\",\n        \"when\": {\"loss\": \"none\"}");

    assertThatThrownBy(() -> RuleReader.read(open.getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining(
            "overflow-block 'a condition': the last rule of a decision must have");
  }

  @Test
  void unknownFieldsAndTornFilesAreRefused() throws Exception {
    String more = shipped().replaceFirst("\"because\"", "\"becuase\"");

    assertThatThrownBy(() -> RuleReader.read(more.getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("rules.model[0] 'becuase': unknown field; must be one of because");
    assertThatThrownBy(() -> RuleReader.read("{\"schema\":".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("rules: ");
  }
}
