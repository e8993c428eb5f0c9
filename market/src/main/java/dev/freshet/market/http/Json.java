package dev.freshet.market.http;

import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/** The one JSON factory of the market, with tight bounds, and quoting. Thread-safe. */
final class Json {
  /**
   * Reads what strangers send: an order is one flat object, its longest string a user name. Names
   * and symbols of strangers are not kept in the process-wide symbol table.
   */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxStringLength(512)
                  .maxNameLength(64)
                  .maxNumberLength(24)
                  .maxDocumentLength(OrderParser.LARGEST_BODY)
                  .build())
          .disable(tools.jackson.core.TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .build();

  private Json() {}

  /** The text as it stands between the quotes of a JSON string. */
  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    return out.toString();
  }

  static ObjectWriteContext writing() {
    return ObjectWriteContext.empty();
  }
}
