package dev.freshet.core.batch;

class BatcherNeverContractTest extends BatcherContract {
  @Override
  BatchPolicy policy() {
    return BatchPolicy.never();
  }
}
