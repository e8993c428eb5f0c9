package dev.freshet.doctor.look;

import dev.freshet.doctor.Diagnosis.Layer;
import dev.freshet.doctor.window.Window;

/** Is told how a look goes on, by the thread that looks. */
public interface Progress {
  /** Nobody wants to know. */
  Progress NONE =
      new Progress() {
        @Override
        public void layer(Layer layer) {
          // unheard
        }

        @Override
        public void window(Window window, int number, int of) {
          // unheard
        }
      };

  /**
   * A layer was opened, or not.
   *
   * @param layer which
   */
  void layer(Layer layer);

  /**
   * A window is over.
   *
   * @param window what the kernel's files tell; events come at the end
   * @param number of the window, from 1
   * @param of how many there will be
   */
  void window(Window window, int number, int of);
}
