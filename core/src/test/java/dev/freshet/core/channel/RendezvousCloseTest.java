package dev.freshet.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing a rendezvous while many wait, who are dismissed one by one. */
@Timeout(120)
class RendezvousCloseTest {
  private static final int ROUNDS = 300;
  private static final int WAITING = 64;

  @Test
  void nothingIsSentOnceItIsSeenToBeClosed() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Channel<Integer> channel = Channel.rendezvous();
      List<Thread> receivers = new ArrayList<>();
      for (int i = 0; i < WAITING; i++) {
        receivers.add(Thread.ofVirtual().start(() -> receiveQuietly(channel)));
      }
      while (channel.waitingReceivers() < WAITING) {
        Thread.onSpinWait();
      }
      FutureTask<Boolean> late =
          new FutureTask<>(
              () -> {
                while (!channel.isClosed()) {
                  Thread.onSpinWait();
                }
                return channel.trySend(1);
              });
      var _ = Thread.ofPlatform().daemon().start(late);
      channel.close();
      assertThat(late.get()).isFalse();
      for (Thread receiver : receivers) {
        receiver.join();
      }
    }
  }

  private static void receiveQuietly(Channel<Integer> channel) {
    try {
      channel.receive();
    } catch (ChannelClosedException | InterruptedException _) {
      // what is waited for
    }
  }
}
