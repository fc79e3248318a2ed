// Draws each <figure data-chart> from the table inside it, and folds the table. Without this file, or without Chart.js,
// the tables stay open. What is not a number in the table is left out of the drawing.
(function () {
  'use strict';
  if (!window.Chart) return;
  var style = getComputedStyle(document.documentElement);
  function colour(name) { return style.getPropertyValue(name).trim(); }
  var ink = colour('--ink');
  var fill = { ink: ink, lamp: colour('--lamp'), wait: '#8aa3c7', mute: '#d5ccd9' };
  var order = { bars: ['ink', 'lamp', 'mute'], stack: ['ink', 'lamp', 'wait', 'mute'] };

  // Names of organisations, as lines that leave room for the bars.
  function wrap(label, width) {
    var lines = [];
    label.split(' ').forEach(function (word) {
      var last = lines.length - 1;
      if (last >= 0 && (lines[last] + ' ' + word).length <= width) lines[last] += ' ' + word;
      else lines.push(word);
    });
    return lines.length > 3 ? lines.slice(0, 2).concat(lines[2] + ' …') : lines;
  }

  function number(cell) {
    var value = parseFloat(cell.textContent.replace(/,/g, ''));
    return isNaN(value) ? null : value;
  }

  function draw(figure) {
    var kind = figure.dataset.chart, isFlat = kind === 'bars', use = order[kind], narrow = figure.clientWidth < 400;
    var rows = Array.from(figure.querySelectorAll('tbody tr'));
    var heads = Array.from(figure.querySelectorAll('thead th')).slice(1).map(function (head) { return head.textContent; });
    var plot = figure.querySelector('.plot');
    if (isFlat) plot.classList.add(rows.length > 12 ? 'tallest' : 'tall');
    var sets = heads.map(function (head, index) {
      return {
        label: head, data: rows.map(function (row) { return number(row.cells[index + 1]); }),
        backgroundColor: fill[use[index]], borderColor: ink, borderWidth: index ? 1 : 0,
        barPercentage: 0.85, categoryPercentage: 0.75, maxBarThickness: 44
      };
    });
    if (heads.length > 1) {
      var keys = document.createElement('ul');
      keys.className = 'keys';
      keys.setAttribute('aria-hidden', 'true');
      heads.forEach(function (head, index) {
        var key = document.createElement('li');
        key.className = 'k-' + use[index];
        key.textContent = head;
        keys.appendChild(key);
      });
      plot.before(keys);
    }
    plot.hidden = false;
    figure.querySelector('details').open = false;
    var numbers = {
      stacked: kind === 'stack', beginAtZero: true, ticks: { padding: 8, maxTicksLimit: 6, precision: kind === 'stack' ? 0 : 1 },
      grid: { color: colour('--rule'), drawBorder: false, drawTicks: false }
    };
    var names = {
      stacked: kind === 'stack', grid: { display: false, drawBorder: false }, ticks: { padding: 6, autoSkip: !isFlat, maxRotation: 0 }
    };
    new Chart(figure.querySelector('canvas'), {
      type: 'bar',
      data: { labels: rows.map(function (row) { var name = row.cells[0].textContent; return isFlat ? wrap(name, narrow ? 14 : 20) : name.slice(0, 3); }), datasets: sets },
      options: {
        indexAxis: isFlat ? 'y' : 'x', maintainAspectRatio: false, layout: { padding: { top: 8, right: 8 } },
        scales: isFlat ? { x: numbers, y: names } : { x: names, y: numbers },
        plugins: { legend: { display: false }, tooltip: { backgroundColor: ink, padding: 10, cornerRadius: 4 } }
      }
    });
  }

  document.fonts.ready.then(function () {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 14;
    Chart.defaults.color = colour('--ink-2');
    Chart.defaults.animation = false;
    document.querySelectorAll('figure[data-chart]').forEach(draw);
  });
  // Paper has the figures, which need no colours.
  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('figure[data-chart] details').forEach(function (details) { details.open = true; });
  });
})();
