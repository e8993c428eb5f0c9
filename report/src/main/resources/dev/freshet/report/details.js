// Details of still pictures, zoom of flame graphs, order of tables.
(function () {
  'use strict';
  var CHAR_WIDTH = 7.6; // twin of Svg.CHAR_WIDTH in Java
  var NARROW = window.matchMedia('screen and (max-width: 720px)');

  function attribute(element, name) {
    return Number(element.getAttribute('data-' + name));
  }

  // Centre of a part on the screen; arrow keys go by it.
  function centre(hit) {
    var box = hit.getBoundingClientRect();
    return {x: box.left + box.width / 2, y: box.top + box.height / 2};
  }

  // The nearest part above (-1) or below (1); sideways distance counts double.
  function vertically(hits, from, direction) {
    var start = centre(from);
    var best = null;
    var least = Infinity;
    hits.forEach(function (hit) {
      var at = centre(hit);
      var away = (at.y - start.y) * direction;
      var distance = away + 2 * Math.abs(at.x - start.x);
      if (away > 1 && distance < least) {
        least = distance;
        best = hit;
      }
    });
    return best || from;
  }

  function explore(plot) {
    var readout = document.createElement('p');
    var now = null;
    readout.className = 'readout';
    var title = plot.nextElementSibling;
    (title && title.matches('.axis') ? title : plot).after(readout);
    plot.tabIndex = 0;
    plot.setAttribute('role', 'application');
    plot.setAttribute('aria-label', plot.querySelector('svg').getAttribute('aria-label')
        + ' Arrow keys read values.' + (plot.querySelector('.frame') ? ' Enter zooms, Escape shows all.' : ''));

    function hits() {
      return Array.from(plot.querySelectorAll((NARROW.matches ? '.narrow' : '.wide') + ' .hit'))
          .filter(function (hit) { return hit.getAttribute('display') !== 'none'; });
    }

    function show(hit) {
      if (now) {
        now.classList.remove('now');
      }
      now = hit;
      if (hit) {
        hit.classList.add('now');
      }
      readout.textContent = hit ? hit.dataset.tip : '';
    }

    plot.addEventListener('pointerover', function (event) {
      show(event.target.closest('.hit'));
    });
    plot.addEventListener('pointerleave', function () { show(null); });
    plot.addEventListener('blur', function () { show(null); });
    plot.addEventListener('click', function (event) {
      var frame = event.target.closest('.frame');
      if (frame) {
        zoom(frame.ownerSVGElement, frame);
      }
    });
    plot.addEventListener('keydown', function (event) {
      var all = hits();
      var at = all.indexOf(now);
      var next = {
        ArrowRight: all[Math.min(all.length - 1, at + 1)],
        ArrowLeft: all[Math.max(0, at - 1)],
        ArrowUp: at < 0 ? all[0] : vertically(all, now, -1),
        ArrowDown: at < 0 ? all[0] : vertically(all, now, 1),
        Home: all[0],
        End: all[all.length - 1]
      }[event.key];
      if (next) {
        event.preventDefault();
        // Spoken only to those who asked by key: a pointer would make it chatter.
        readout.setAttribute('aria-live', 'polite');
        show(next);
      } else if (event.key === 'Enter' && now && now.matches('.frame')) {
        zoom(now.ownerSVGElement, now);
      } else if (event.key === 'Escape') {
        show(null);
        whole(plot);
      }
    });
  }

  function whole(plot) {
    plot.querySelectorAll('svg').forEach(function (svg) {
      var root = svg.querySelector('.frame[data-depth="0"]');
      if (root) {
        zoom(svg, root);
      }
    });
  }

  // The part of a flame graph below one frame takes the whole width; its callers stay above it.
  function zoom(svg, target) {
    var from = attribute(target, 'from');
    var weight = attribute(target, 'weight');
    var depth = attribute(target, 'depth');
    var width = svg.viewBox.baseVal.width - 2;
    svg.querySelectorAll('.frame').forEach(function (frame) {
      var a = attribute(frame, 'from');
      var w = attribute(frame, 'weight');
      var above = attribute(frame, 'depth') < depth && a <= from && a + w >= from + weight;
      var inside = attribute(frame, 'depth') >= depth && a >= from && a + w <= from + weight;
      if (!above && !inside) {
        frame.setAttribute('display', 'none');
        return;
      }
      var x = above ? 1 : 1 + (a - from) / weight * width;
      var wide = above ? width : w / weight * width;
      var rect = frame.querySelector('rect');
      var text = frame.querySelector('text');
      frame.removeAttribute('display');
      frame.classList.toggle('above', above);
      rect.setAttribute('x', x.toFixed(1));
      rect.setAttribute('width', wide.toFixed(1));
      text.setAttribute('x', (x + 4).toFixed(1));
      text.textContent = shortened(frame.dataset.name, Math.floor((wide - 6) / CHAR_WIDTH));
    });
  }

  function shortened(name, chars) {
    var all = Array.from(name);
    return chars < 3 ? '' : all.length <= chars ? name : all.slice(0, chars - 1).join('') + '\u2026';
  }

  // Array.sort is stable: equal rows keep the order they had.
  function sortable(table) {
    var heads = Array.from(table.tHead.rows[0].cells);
    var body = table.tBodies[0];
    heads.forEach(function (head, column) {
      var button = document.createElement('button');
      button.type = 'button';
      button.append.apply(button, Array.from(head.childNodes));
      head.append(button);
      head.setAttribute('aria-sort', 'none');
      button.addEventListener('click', function () {
        var sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
        heads.forEach(function (other) { other.setAttribute('aria-sort', 'none'); });
        head.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
        var compare = head.classList.contains('num') ? byValue : byText;
        var rows = Array.from(body.rows);
        rows.sort(function (a, b) { return compare(a.cells[column], b.cells[column], sign); });
        body.append.apply(body, rows);
      });
    });
  }

  // What was not measured comes last in both directions.
  function byValue(a, b, sign) {
    var none = ('v' in b.dataset) - ('v' in a.dataset);
    return none || ('v' in a.dataset ? sign * (a.dataset.v - b.dataset.v) : 0);
  }

  function byText(a, b, sign) {
    return sign * a.textContent.localeCompare(b.textContent, 'en', {numeric: true});
  }

  var plots = document.querySelectorAll('.plot.explore');
  plots.forEach(explore);
  window.addEventListener('beforeprint', function () { plots.forEach(whole); });
  document.querySelectorAll('table.sortable').forEach(sortable);
})();
