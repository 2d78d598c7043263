// Reading the values of a panel: by mouse or finger, and by the arrow keys where it has the focus.
(function () {
  var NEAR = 12, FAR = 60;

  function ascending(x) {
    for (var at = 1; at < x.length; at += 1) if (!(x[at] > x[at - 1])) return false;
    return x.length > 1;
  }

  function place(x, value) {
    var low = 0, high = x.length - 1;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (x[middle] < value) low = middle + 1; else high = middle;
    }
    return x[low] === value ? low : -1;
  }

  function spread(low, high) { return " (" + kudari.shown(low, 3) + " – " + kudari.shown(high, 3) + ")"; }

  function both(panel, x, y) {
    return [panel.x.label, kudari.named(panel.x, x)].filter(Boolean).join(" ") + ", " +
      [panel.y.label, kudari.named(panel.y, y)].filter(Boolean).join(" ");
  }

  /** Curves over a growing x: every place at which one of them has a value. */
  function curves(panel, lines, page) {
    var places = Array.from(new Set([].concat.apply([], lines.map(function (line) { return line.x; }))))
      .filter(function (x) { return x >= page().ends.x[0] && x <= page().ends.x[1]; })
      .sort(function (one, other) { return one - other; });
    var bands = panel.layers.filter(function (layer) { return layer.kind === "band"; });
    var guides = panel.layers.filter(function (layer) { return layer.kind === "line" && layer.guide && layer.name; });
    var marks = panel.layers.filter(function (layer) { return layer.kind === "points" && layer.name; });
    return places.map(function (x) {
      var rows = [], dots = [];
      lines.forEach(function (line) {
        var at = place(line.x, x);
        if (at < 0 || line.y[at] === null) return;
        var band = bands.filter(function (one) { return one.series === line.series && place(one.x, x) >= 0; })[0];
        var beside = band ? place(band.x, x) : -1, known = beside >= 0 && band.low[beside] !== null && band.high[beside] !== null;
        rows.push({
          layer: line, name: line.name || panel.y.label,
          value: kudari.shown(line.y[at]) + (known ? spread(band.low[beside], band.high[beside]) : "")
        });
        dots.push([x, line.y[at]]);
      });
      marks.forEach(function (mark) {
        var at = mark.x.indexOf(x);
        if (at >= 0) rows.push({ layer: mark, name: mark.name, value: kudari.named(panel.y, mark.y[at]) });
      });
      guides.forEach(function (guide) { rows.push({ layer: guide, name: guide.name, value: "" }); });
      return { title: panel.x.label + " " + kudari.named(panel.x, x), rows: rows, dots: dots, x: x };
    });
  }

  function arrows(panel, layers) {
    return [].concat.apply([], layers.map(function (layer) {
      return layer.x.map(function (x, at) {
        function change(axis, from, to) {
          return { name: axis.label, value: kudari.shown(from) + " → " + kudari.shown(to) };
        }
        return {
          title: layer.name, dots: [[layer.to_x[at], layer.to_y[at]], [x, layer.y[at]]],
          rows: [change(panel.x, x, layer.to_x[at]), change(panel.y, layer.y[at], layer.to_y[at])]
        };
      });
    }));
  }

  function marks(panel) {
    var found = [];
    panel.layers.forEach(function (layer) {
      if (layer.kind !== "points") return;
      layer.x.forEach(function (x, at) {
        found.push({
          title: layer.name || both(panel, x, layer.y[at]), dots: [[x, layer.y[at]]],
          rows: layer.name ? [{ layer: layer, name: both(panel, x, layer.y[at]), value: "" }] : []
        });
      });
    });
    return found;
  }

  function heights(panel, field) {
    return [].concat.apply([], field.x.map(function (x, i) {
      return field.y.map(function (y, j) {
        return {
          title: field.label + " " + kudari.shown(field.z[i][j]), dots: [[x, y]],
          rows: [{ name: panel.x.label, value: kudari.shown(x, 3) }, { name: panel.y.label, value: kudari.shown(y, 3) }]
        };
      });
    }));
  }

  /** All that can be read in a panel, in the order of the keys; `across`: how far a key to the side goes. */
  function readings(panel, page) {
    var field = panel.layers.filter(function (layer) { return layer.kind === "field"; })[0];
    if (field) return { list: heights(panel, field), across: field.y.length, plane: true };
    var steps = panel.layers.filter(function (layer) { return layer.kind === "arrows" && layer.x.length; });
    if (steps.length) return { list: arrows(panel, steps), across: 1 };
    var lines = panel.layers.filter(function (layer) {
      return layer.kind === "line" && !layer.guide && layer.look.alpha === 1 && ascending(layer.x) && (layer.x.length > 2 || layer.name);
    });
    if (lines.length) return { list: curves(panel, lines, page), across: 1, upright: true };
    return { list: marks(panel), across: 1 };
  }

  /**
   * Makes a panel's element readable; gives an object that is to be told of each new drawing by its `page`.
   *
   * `read(panel, same)` hands it the panel: `same`, where the field in it is the one before. What is touched is said
   * in `told`.
   */
  kudari.reader = function (element, told) {
    var reader = { page: null, hide: hide, read: read }, panel = null, found = null, chosen = -1, pointer = null;
    var tip = kudari.html("div", "tip");
    tip.hidden = true;
    element.appendChild(tip);
    element.tabIndex = 0;
    // A slider: screen readers hand it the arrow keys, and say its value whenever that changes.
    element.setAttribute("role", "slider");
    element.setAttribute("aria-valuemin", "0");
    element.setAttribute("aria-valuenow", "0");
    element.setAttribute("aria-valuetext", "");

    function all() {
      if (!found) {
        found = readings(panel, function () { return reader.page; });
        element.setAttribute("aria-valuemax", String(Math.max(0, found.list.length - 1)));
      }
      return found;
    }

    /** Another panel, under the same finger or at the same key's place. */
    function read(next, same) {
      panel = next;
      if (!same) found = null;
      if (tip.hidden) return;
      if (pointer) show(nearest(pointer), true); else show(Math.min(chosen, all().list.length - 1), true);
    }

    function hide() {
      tip.hidden = true;
      if (reader.page) reader.page.over.textContent = "";
    }

    function said(reading) {
      return [reading.title].concat(reading.rows.map(function (row) {
        return [row.name, row.value].filter(Boolean).join(" ");
      })).join("; ");
    }

    /** Show a reading; `quietly`, where nobody asked for it anew. */
    function show(at, quietly) {
      var reading = all().list[at], page = reader.page;
      if (!reading) return hide();
      chosen = at;
      if (!quietly) {
        element.setAttribute("aria-valuenow", String(at));
        element.setAttribute("aria-valuetext", said(reading));
      }
      page.over.textContent = "";
      if (all().upright) {
        var line = Math.round(page.x(reading.x) * 10) / 10;
        kudari.svg(page.over, "line", { x1: line, x2: line, y1: page.top, y2: page.top + page.high });
      }
      var spots = reading.dots.map(function (dot) { return [page.x(dot[0]), page.y(dot[1])]; });
      spots.forEach(function (spot) {
        if (spot[1] >= page.top - 1 && spot[1] <= page.top + page.high + 1) kudari.svg(page.over, "circle", { cx: spot[0], cy: spot[1], r: 4 });
      });
      fill(reading);
      stand(spots.length ? spots[0] : [page.x(reading.x), page.top]);
      return undefined;
    }

    function fill(reading) {
      tip.textContent = "";
      tip.appendChild(kudari.html("p", "title", reading.title));
      reading.rows.forEach(function (row) {
        var shown = kudari.html("p", "row");
        if (row.layer) shown.appendChild(kudari.swatch(row.layer));
        shown.appendChild(kudari.html("span", "name", row.name));
        if (row.value) shown.appendChild(kudari.html("span", "value", row.value));
        tip.appendChild(shown);
      });
      tip.hidden = false;
    }

    /** Beside the place that is read, on the side with more room, within the panel. */
    function stand(spot) {
      var page = reader.page, scale = element.clientWidth / page.width, x = spot[0] * scale;
      var wide = tip.offsetWidth, high = tip.offsetHeight;
      var left = x > element.clientWidth / 2 ? x - wide - 14 : x + 14;
      var top = Math.max(0, all().upright ? page.top * scale : spot[1] * scale - high / 2);
      // Where it would hide the picture it stands above it.
      if (wide > 0.5 * element.clientWidth) top = page.top * scale - high - 6;
      tip.style.left = Math.round(Math.max(0, Math.min(left, element.clientWidth - wide))) + "px";
      tip.style.top = Math.round(top) + "px";
    }

    /** The reading nearest to a place on the screen; -1 where none is near. */
    function nearest(event) {
      var box = element.getBoundingClientRect(), page = reader.page, scale = page.width / box.width;
      var x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale;
      if (x < page.left - NEAR || x > page.left + page.wide + NEAR || y > page.top + page.high + NEAR) return -1;
      var best = -1, least = all().upright || all().plane ? Infinity : FAR;
      all().list.forEach(function (reading, at) {
        if (all().upright) {
          var apart = Math.abs(page.x(reading.x) - x);
          if (apart < least) { least = apart; best = at; }
          return;
        }
        reading.dots.forEach(function (dot) {
          var distance = Math.hypot(page.x(dot[0]) - x, page.y(dot[1]) - y);
          if (distance < least) { least = distance; best = at; }
        });
      });
      return best;
    }

    function point(event) {
      pointer = { clientX: event.clientX, clientY: event.clientY };
      var at = nearest(event);
      if (at < 0) hide(); else show(at);
      return at;
    }

    element.addEventListener("pointermove", point);
    element.addEventListener("pointerdown", function (event) {
      // A finger leaves nothing that a screen reader would say; what was touched is told apart.
      if (point(event) >= 0) told.textContent = element.getAttribute("aria-valuetext");
    });
    // A finger that is lifted leaves what it has read.
    element.addEventListener("pointerleave", function (event) { if (event.pointerType !== "touch") { pointer = null; hide(); } });
    element.addEventListener("blur", hide);
    element.addEventListener("focus", function () {
      if (element.matches(":focus-visible")) show(Math.max(0, chosen));
    });
    element.addEventListener("keydown", function (event) {
      var count = all().list.length, far = Math.max(1, Math.round(count / 20)), side = all().across;
      var moves = {
        ArrowRight: side, ArrowLeft: -side, ArrowUp: 1, ArrowDown: -1, PageUp: far, PageDown: -far,
        Home: -count, End: count
      };
      if (event.key === "Escape") return hide();
      if (!(event.key in moves) || event.ctrlKey || event.metaKey || event.altKey) return undefined;
      event.preventDefault();
      pointer = null;
      var move = moves[event.key], next = Math.min(count - 1, Math.max(0, chosen + move));
      // At the edge of a plane a key to the side changes nothing.
      if (side > 1 && Math.abs(move) === side && (chosen + move < 0 || chosen + move >= count)) next = chosen;
      return show(chosen < 0 ? 0 : next);
    });
    return reader;
  };
})();
