(function () {
  'use strict';
  var DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3], [14, 4]];
  var UNITS = ['ns', '\u00b5s', 'ms', 's'];
  var NBSP = '\u00a0';
  var NARROW = window.matchMedia('screen and (max-width: 720px)');
  var POINTER = window.matchMedia('(hover: hover)');
  var DARK = window.matchMedia('(prefers-color-scheme: dark)');

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  }

  function font(px) {
    return px + 'px ' + getComputedStyle(document.body).fontFamily;
  }

  // Twin of Numbers.number in Java.
  function number(value) {
    if (value === Math.round(value) && Math.abs(value) < 1e15) {
      return value.toLocaleString('en-US');
    }
    var size = Math.abs(value);
    if (size < 1e-6) {
      return value.toExponential(2);
    }
    var decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 2 - Math.floor(Math.log10(size));
    return value.toLocaleString('en-US', {maximumFractionDigits: decimals});
  }

  // Twin of Numbers.withUnit in Java.
  function withUnit(value, unit) {
    var index = UNITS.indexOf(unit);
    if (index < 0) {
      return unit ? number(value) + NBSP + unit : number(value);
    }
    while (Math.abs(value) >= 999.5 && index < UNITS.length - 1) {
      value /= 1000;
      index++;
    }
    while (value !== 0 && Math.abs(value) < 0.9995 && index > 0) {
      value *= 1000;
      index--;
    }
    return number(Number(value.toPrecision(9))) + NBSP + UNITS[index];
  }

  function percent(inverse) {
    var decimals = Math.max(0, Math.floor(Math.log10(inverse) + 1e-9) - 2) + 1;
    return (100 - 100 / inverse).toFixed(Math.min(9, decimals)) + NBSP + '%';
  }

  // One x for all lines: held values for steps, interpolated ones for lines.
  function aligned(chart) {
    var set = new Set();
    chart.lines.forEach(function (line) {
      line.x.forEach(function (x) { set.add(x); });
      if (line.steps) {
        set.add(chart.x.high);
      }
    });
    var xs = Array.from(set).sort(function (a, b) { return a - b; });
    var data = [xs.map(function (x) { return place(chart.x, x); })];
    chart.lines.forEach(function (line) {
      var at = -1;
      var n = line.x.length;
      data.push(xs.map(function (x) {
        while (at + 1 < n && line.x[at + 1] <= x) {
          at++;
        }
        if (line.low) {
          return at >= 0 && line.x[at] === x ? place(chart.y, line.y[at]) : null;
        }
        if (at < 0 || (at === n - 1 && !line.steps && line.x[at] !== x)) {
          return null;
        }
        var y = place(chart.y, line.y[at]);
        if (line.steps || line.x[at] === x) {
          return y;
        }
        var from = place(chart.x, line.x[at]);
        var share = (place(chart.x, x) - from) / (place(chart.x, line.x[at + 1]) - from);
        return y + share * (place(chart.y, line.y[at + 1]) - y);
      }));
    });
    return data;
  }

  // Logarithms are taken here, so that one linear canvas serves all axes.
  function place(axis, value) {
    return axis.log ? Math.log10(value) : value;
  }

  function value(axis, at) {
    return axis.log ? Math.pow(10, at) : at;
  }

  function axisOf(axis, ticks, ofX, longest) {
    var labels = new Map(ticks.map(function (t) { return [place(axis, t[0]), t[1]]; }));
    var result = {
      stroke: colour('muted'),
      font: font(13),
      size: ofX ? 30 : Math.max(24, Math.min(longest + 14, 160)),
      gap: ofX ? 6 : 8,
      grid: {show: !ofX, stroke: colour('rule'), width: 1},
      ticks: {show: ofX, stroke: colour('muted'), width: 1, size: 4},
      border: {show: ofX, stroke: colour('muted'), width: 1}
    };
    if (ofX && !axis.log) {
      // Zooming asks for other ticks; the whole view keeps those of the still picture.
      result.space = 70;
      result.values = function (u, splits) {
        return splits.map(function (v) { return labels.get(v) || number(Number(v.toPrecision(9))); });
      };
    } else {
      result.splits = function () { return Array.from(labels.keys()); };
      result.values = function (u, splits) {
        var free = -Infinity;
        return splits.map(function (v) {
          var half = ofX ? textWidth([labels.get(v)]) / 2 : 0;
          var at = ofX ? u.valToPos(v, 'x') : 0;
          if (ofX && at - half < free) {
            return '';
          }
          free = at + half + 6;
          return labels.get(v);
        });
      };
    }
    return result;
  }

  // Reference lines lie under the series, their labels above.
  function eachMark(chart, u, horizontal, vertical) {
    var b = u.bbox;
    chart.h.forEach(function (mark) {
      horizontal(u.valToPos(place(chart.y, mark[0]), 'y', true), mark[1], b);
    });
    chart.v.forEach(function (mark) {
      var x = u.valToPos(place(chart.x, mark[0]), 'x', true);
      if (x >= b.left - 1 && x <= b.left + b.width + 1) {
        vertical(x, mark[1], b);
      }
    });
  }

  function rules(chart) {
    return function (u) {
      var c = u.ctx;
      var r = window.devicePixelRatio || 1;
      c.save();
      c.strokeStyle = colour('ink');
      c.lineWidth = 1.25 * r;
      c.setLineDash([2 * r, 3 * r]);
      c.beginPath();
      eachMark(chart, u, function (y, text, b) {
        c.moveTo(b.left, y);
        c.lineTo(b.left + b.width, y);
      }, function (x, text, b) {
        c.moveTo(x, b.top);
        c.lineTo(x, b.top + b.height);
      });
      c.stroke();
      c.restore();
    };
  }

  // An upright bar with caps for each interval; the point upon it is uPlot's.
  function whiskers(chart) {
    return function (u) {
      var c = u.ctx;
      var r = window.devicePixelRatio || 1;
      var b = u.bbox;
      c.save();
      c.lineWidth = 1.75 * r;
      chart.lines.forEach(function (line) {
        if (!line.low) {
          return;
        }
        c.strokeStyle = colour(line.tone);
        c.beginPath();
        line.x.forEach(function (at, i) {
          var x = u.valToPos(place(chart.x, at), 'x', true);
          if (x < b.left - 1 || x > b.left + b.width + 1) {
            return;
          }
          var ends = [line.low[i], line.high[i]].map(function (v) {
            return u.valToPos(place(chart.y, v), 'y', true);
          });
          c.moveTo(x, ends[0]);
          c.lineTo(x, ends[1]);
          ends.forEach(function (y) {
            c.moveTo(x - 4 * r, y);
            c.lineTo(x + 4 * r, y);
          });
        });
        c.stroke();
      });
      c.restore();
    };
  }

  function labels(chart) {
    return function (u) {
      var c = u.ctx;
      var r = window.devicePixelRatio || 1;
      function label(text, x, y, align) {
        c.textAlign = align;
        c.strokeText(text, x, y);
        c.fillText(text, x, y);
      }
      c.save();
      c.font = font(13 * r);
      c.lineJoin = 'round';
      c.textBaseline = 'alphabetic';
      c.strokeStyle = colour('paper');
      c.lineWidth = 4 * r;
      c.fillStyle = colour('ink');
      eachMark(chart, u, function (y, text, b) {
        label(text, b.left + b.width - 4 * r, y - 8 * r, 'right');
      }, function (x, text, b) {
        var end = x > b.left + b.width * 0.7;
        label(text, x + (end ? -6 : 6) * r, b.top + 10 * r, end ? 'right' : 'left');
      });
      c.restore();
    };
  }

  function textWidth(labels) {
    var c = document.createElement('canvas').getContext('2d');
    c.font = font(13);
    return Math.max.apply(null, labels.map(function (l) { return c.measureText(l).width; }).concat([0]));
  }

  function options(chart, plot, legend) {
    var narrow = NARROW.matches;
    var values = legend.querySelectorAll('.value');
    var where = legend.querySelector('.place');
    var yLabels = chart.y.ticks.map(function (t) { return t[1]; });
    var low = place(chart.x, chart.x.low);
    var high = place(chart.x, chart.x.high);
    var zoomed = false;
    var held = chart.lines.every(function (line) { return line.steps; });
    var yRange = [place(chart.y, chart.y.low), place(chart.y, chart.y.high)];
    function hint() {
      if (chart.x.log || !POINTER.matches) {
        return '';
      }
      return zoomed ? 'double-click shows all' : 'drag to zoom';
    }
    return {
      width: plot.clientWidth,
      height: narrow ? 290 : 340,
      padding: [14, Math.max(16, textWidth([chart.x.ticks[chart.x.ticks.length - 1][1]]) / 2), 0, 0],
      legend: {show: false},
      cursor: {
        y: false,
        drag: {x: !chart.x.log, y: false},
        points: {size: 8, width: 2},
        // A held value is that of the step the cursor stands on, not that of the nearest edge.
        dataIdx: function (u, series, nearest, x) {
          var held = series > 0 && chart.lines[series - 1].steps;
          return held && nearest > 0 && u.data[0][nearest] > x ? nearest - 1 : nearest;
        }
      },
      scales: {
        x: {time: false, min: low, max: high, range: function (u, a, b) {
          var xs = u.data[0];
          var all = a === null || a === b || (a <= xs[0] && b >= xs[xs.length - 1]);
          zoomed = !all;
          return all ? [low, high] : [Math.max(low, a), Math.min(high, b)];
        }},
        y: {range: function () { return yRange; }}
      },
      axes: [
        axisOf(chart.x, narrow ? chart.narrow : chart.x.ticks, true, 0),
        axisOf(chart.y, chart.y.ticks, false, textWidth(yLabels))
      ],
      series: [{}].concat(chart.lines.map(function (line, i) {
        return {
          label: line.name,
          stroke: colour(line.tone),
          width: 2.25,
          dash: DASHES[i % DASHES.length],
          spanGaps: true,
          points: {show: Boolean(line.low) || line.x.length === 1, size: 7, fill: colour(line.tone)},
          paths: line.low ? function () { return null; } : line.steps ? uPlot.paths.stepped({align: 1}) : uPlot.paths.linear()
        };
      })),
      hooks: {
        drawAxes: [rules(chart), whiskers(chart)],
        draw: [labels(chart), function () { plot.dataset.drawn = 'yes'; }],
        ready: [function () { where.textContent = hint(); }],
        setCursor: [function (u) {
          var nearest = u.cursor.idx;
          var some = nearest !== null && nearest !== undefined && u.cursor.left >= 0;
          values.forEach(function (element, i) {
            var at = some ? u.cursor.idxs[i + 1] : null;
            var y = at === null || at === undefined ? null : u.data[i + 1][at];
            element.textContent = y === null || y === undefined
                ? '' : withUnit(value(chart.y, y), chart.y.unit) + interval(chart, i, u.data[0][at]);
          });
          if (!some) {
            where.textContent = hint();
            return;
          }
          var x = value(chart.x, held ? u.posToVal(u.cursor.left, 'x') : u.data[0][nearest]);
          where.textContent = 'at '
              + (chart.percentiles ? percent(x) : withUnit(Number(x.toPrecision(4)), chart.x.unit));
        }]
      }
    };
  }

  function interval(chart, i, x) {
    var line = chart.lines[i];
    var at = line.low ? line.x.findIndex(function (v) { return place(chart.x, v) === x; }) : -1;
    return at < 0 ? '' : ' (' + withUnit(line.low[at], chart.y.unit) + ' to '
        + withUnit(line.high[at], chart.y.unit) + ')';
  }

  // Left and right move the cursor by one hundredth, Home and End to the ends, Escape leaves.
  function keyboard(plot, legend, current) {
    plot.tabIndex = 0;
    plot.addEventListener('keydown', function (event) {
      var u = current();
      var width = u.over.clientWidth;
      var at = u.cursor.left >= 0 ? u.cursor.left : 0;
      var next = {ArrowLeft: at - width / 100, ArrowRight: at + width / 100, Home: 0, End: width,
        Escape: -10}[event.key];
      if (next !== undefined) {
        event.preventDefault();
        // Spoken only to those who asked by key: a pointer would make it chatter.
        legend.setAttribute('aria-live', 'polite');
        u.setCursor({left: next === -10 ? -10 : Math.min(width, Math.max(0, next)), top: 10});
      }
    });
  }

  function draw(plot) {
    var id = plot.dataset.chart;
    var chart = JSON.parse(document.getElementById('d' + id).textContent);
    var legend = document.getElementById('l' + id);
    var data = aligned(chart);
    var u = null;
    function redraw() {
      if (u) {
        u.destroy();
      }
      u = new uPlot(options(chart, plot, legend), data, plot);
    }
    plot.setAttribute('role', 'application');
    plot.setAttribute('aria-label', plot.querySelector('svg').getAttribute('aria-label')
        + ' Arrow keys read values.');
    plot.classList.add('drawn');
    redraw();
    keyboard(plot, legend, function () { return u; });
    DARK.addEventListener('change', redraw);
    NARROW.addEventListener('change', redraw);
    new ResizeObserver(function () {
      if (plot.clientWidth > 0 && plot.clientWidth !== u.width) {
        u.setSize({width: plot.clientWidth, height: u.height});
      }
    }).observe(plot);
  }

  var plots = document.querySelectorAll('.plot[data-chart]');
  plots.forEach(draw);
  // uPlot paints in a microtask of its own, queued before this one: all canvases are done then.
  queueMicrotask(function () {
    var drawn = document.querySelectorAll('.plot[data-drawn]').length;
    document.body.dataset.charts = drawn + '/' + plots.length;
  });
})();
