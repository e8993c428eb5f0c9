package dev.freshet.market.http;

import dev.freshet.market.Bug;
import dev.freshet.market.MarketConfig;
import dev.freshet.market.sale.CommitMeter;
import dev.freshet.market.sale.Counters;
import dev.freshet.market.sale.Sale;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code GET /sales/{sku}}, composed once and sent again as long as nothing in it has changed.
 *
 * <p>It is always what holds now: what it shows is compared before each use (some twenty reads of
 * counters, about 20 ns), and the whole is made anew (about 3 µs) when anything differs.
 *
 * <p>Confined to an event loop.
 */
final class SaleView {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n";

  private final Sale sale;
  private final Loop loop;
  private final String transport;
  private final @Nullable String fileSystem;
  private final PeakMemory memory;
  private @Nullable Answer answer;
  private @Nullable ByteBuf composed;
  private long composedSecond = -1;
  private long version = -1;
  private long sold = -1;
  private long peakMiB;
  private boolean open;
  private CommitMeter.@Nullable Summary commits;

  SaleView(Sale sale, Loop loop, String transport, PeakMemory memory) {
    this.sale = sale;
    this.loop = loop;
    this.transport = transport;
    this.memory = memory;
    this.fileSystem = sale.store().fileSystem();
  }

  /** The whole answer; the caller owns the buffer. */
  ByteBuf composed(ByteBufAllocator allocator, boolean close, boolean bodiless) {
    Answer current = current();
    if (close || bodiless) {
      return loop.compose(allocator, current, close, bodiless);
    }
    ByteBuf ready = composed;
    if (ready == null || composedSecond != loop.second()) {
      release();
      ByteBuf made = loop.compose(allocator, current, false, false);
      ready = Unpooled.directBuffer(made.readableBytes()).writeBytes(made);
      made.release();
      composed = ready;
      composedSecond = loop.second();
    }
    return ready.retainedDuplicate();
  }

  void release() {
    if (composed != null) {
      composed.release();
      composed = null;
    }
  }

  private Answer current() {
    long counted = sale.counters().version();
    long units = sale.sold();
    CommitMeter.Summary summary = sale.commits();
    boolean opened = sale.isOpen();
    if (composedSecond != loop.second()) {
      peakMiB = memory.peakMiB();
    }
    Answer known = answer;
    if (known != null
        && composedSecond == loop.second()
        && counted == version
        && units == sold
        && summary.equals(commits)
        && opened == open) {
      return known;
    }
    version = counted;
    sold = units;
    commits = summary;
    open = opened;
    composedSecond = -1;
    Answer made = Answer.of(HEAD, json(units, opened, summary));
    answer = made;
    return made;
  }

  private byte[] json(long units, boolean opened, CommitMeter.Summary summary) {
    MarketConfig config = sale.config();
    Counters counters = sale.counters();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(640);
    try (JsonGenerator out = Json.FACTORY.createGenerator(Json.writing(), bytes)) {
      out.writeStartObject();
      out.writeStringProperty("sku", config.sku());
      out.writeNumberProperty("stock", config.stock());
      out.writeNumberProperty("available", config.stock() - units);
      out.writeNumberProperty("sold", units);
      out.writeStringProperty("opens", sale.opens().toString());
      out.writeBooleanProperty("open", opened);
      if (config.perUser() > 0) {
        out.writeNumberProperty("perUser", config.perUser());
      } else {
        out.writeNullProperty("perUser");
      }
      long first = counters.firstOrderNanos();
      if (first > 0) {
        out.writeNumberProperty("firstOrderNanos", first);
      } else {
        out.writeNullProperty("firstOrderNanos");
      }
      Bug bug = config.bug();
      out.writeName("bug");
      if (bug == null) {
        out.writeNull();
      } else {
        out.writeString(bug.label());
      }
      out.writeObjectPropertyStart("counters");
      for (Counters.Kind kind : Counters.Kind.values()) {
        out.writeNumberProperty(kind.field(), counters.get(kind));
      }
      out.writeEndObject();
      out.writeObjectPropertyStart("store");
      if (fileSystem != null) {
        out.writeStringProperty("fileSystem", fileSystem);
      }
      out.writeNumberProperty("commits", summary.count());
      out.writeObjectPropertyStart("fsyncUs");
      out.writeNumberProperty("p50", tenths(summary.p50Us()));
      out.writeNumberProperty("p99", tenths(summary.p99Us()));
      out.writeNumberProperty("mean", tenths(summary.meanUs()));
      out.writeNumberProperty("count", summary.count());
      out.writeEndObject();
      out.writeEndObject();
      out.writeStringProperty("transport", transport);
      if (peakMiB > 0) {
        out.writeNumberProperty("peakRssMiB", peakMiB);
      } else {
        out.writeNullProperty("peakRssMiB");
      }
      out.writeEndObject();
    }
    return bytes.toByteArray();
  }

  private static BigDecimal tenths(double micros) {
    return BigDecimal.valueOf(micros).setScale(1, RoundingMode.HALF_UP);
  }
}
