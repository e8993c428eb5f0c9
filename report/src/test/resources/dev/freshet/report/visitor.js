(function () {
  var seen = document.body.dataset;

  function order() {
    return Array.from(document.querySelectorAll('.sortable tbody th'))
        .map(function (th) { return th.textContent; }).join('|');
  }

  function press(plot, key) {
    plot.dispatchEvent(new KeyboardEvent('keydown', {key: key, bubbles: true, cancelable: true}));
  }

  var buttons = document.querySelectorAll('.sortable button');
  buttons[1].click();
  seen.up = order();
  buttons[1].click();
  seen.down = order();
  seen.sorted = Array.from(document.querySelectorAll('.sortable thead th'))
      .map(function (th) { return th.getAttribute('aria-sort'); }).join(',');
  buttons[0].click();
  seen.names = order();

  var scatter = document.querySelector('.explore');
  press(scatter, 'ArrowRight');
  seen.first = scatter.parentElement.querySelector('.readout').textContent;
  press(scatter, 'Escape');
  seen.left = scatter.parentElement.querySelector('.readout').textContent;

  var frames = document.querySelectorAll('svg.wide .frame');
  var before = frames[2].querySelector('rect').getAttribute('width');
  frames[2].querySelector('rect').dispatchEvent(new MouseEvent('click', {bubbles: true}));
  seen.zoomed = frames[2].querySelector('rect').getAttribute('width');
  press(frames[2].closest('.plot'), 'Escape');
  seen.whole = Number(frames[2].querySelector('rect').getAttribute('width')) === Number(before)
      && !document.querySelector('.frame[display]') ? 'yes' : 'no';
})();
