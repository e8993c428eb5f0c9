package dev.freshet.doctor.show;

import dev.freshet.doctor.look.TailFile;
import dev.freshet.report.JsonFile;
import dev.freshet.report.stats.FittedTail;
import dev.freshet.report.stats.Interval;
import dev.freshet.report.stats.RefusedTail;
import dev.freshet.report.stats.Tail;
import dev.freshet.report.stats.TailQuantile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a tail model as JSON, schema {@code freshet/tail/1}. Values are in the unit of the file.
 */
public final class TailJson {
  private TailJson() {}

  /**
   * Writes.
   *
   * @param json where to; its folder must exist
   * @param file where the values are from
   * @param tail their model
   * @param shares the quantiles asked for, such as 0.999
   */
  public static void write(Path json, TailFile file, Tail tail, List<Double> shares) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("exitCode", 0);
    body.put("kind", file.kind());
    body.put("note", file.note());
    body.put("count", tail.count());
    body.put("max", file.max());
    body.put("refused", tail instanceof RefusedTail refused ? refused.reason() : null);
    body.put("fit", tail instanceof FittedTail fitted ? fit(fitted) : null);
    List<Map<String, Object>> quantiles = new ArrayList<>();
    shares.forEach(share -> quantiles.add(quantile(tail.quantile(share))));
    body.put("quantiles", quantiles);
    body.put("thresholds", tail.checks());
    JsonFile.write(json, "freshet/tail/1", body);
  }

  private static Map<String, Object> fit(FittedTail fitted) {
    Map<String, Object> fit = new LinkedHashMap<>();
    fit.put("threshold", fitted.threshold());
    fit.put("exceedances", fitted.exceedances());
    fit.put("clusters", fitted.clusters());
    fit.put("extremalIndex", fitted.extremalIndex());
    fit.put("xi", interval(fitted.xi()));
    fit.put("xiError", fitted.xiError());
    fit.put("sigma", fitted.fit().sigma());
    fit.put("sigmaError", fitted.sigmaError());
    fit.put("negativeLogLikelihood", fitted.negativeLogLikelihood());
    return fit;
  }

  private static Map<String, Object> quantile(TailQuantile quantile) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("share", quantile.share());
    switch (quantile) {
      case TailQuantile.Known known -> {
        body.putAll(interval(known.interval()));
        body.put("source", known.source().name().toLowerCase(Locale.ROOT));
      }
      case TailQuantile.Unknown unknown -> {
        body.put("estimate", null);
        body.put("reason", unknown.reason());
      }
    }
    return body;
  }

  private static Map<String, Object> interval(Interval interval) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("estimate", interval.estimate());
    body.put("low", interval.low());
    body.put("high", interval.high());
    return body;
  }
}
