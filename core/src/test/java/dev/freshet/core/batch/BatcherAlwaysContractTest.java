package dev.freshet.core.batch;

class BatcherAlwaysContractTest extends BatcherContract {
  @Override
  BatchPolicy policy() {
    return BatchPolicy.always();
  }
}
