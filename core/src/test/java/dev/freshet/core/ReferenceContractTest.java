package dev.freshet.core;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The JDK's own pool passes the contract: it asks for nothing that only Freshet does. */
class ReferenceContractTest extends ExecutorServiceContract {
  @Override
  public ExecutorService create(int limit) {
    return new ThreadPoolExecutor(
        limit, limit, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1000));
  }
}
