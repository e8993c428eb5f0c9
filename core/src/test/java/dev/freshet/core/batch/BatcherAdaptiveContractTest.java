package dev.freshet.core.batch;

class BatcherAdaptiveContractTest extends BatcherContract {
  @Override
  BatchPolicy policy() {
    return BatchPolicy.adaptive();
  }
}
