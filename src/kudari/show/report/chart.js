// A chart as SVG: `kudari.drawChart(element, chart, words)`, for a chart as `drawn.py` gives it.
(function () {
  var LETTERS = 12, TALLEST = 460, charts = 0, drawings = new WeakMap();
  var ruler = document.createElement("canvas").getContext("2d");

  /** Functions that fit every picture to the width it has; for paper, which waits for no observer. */
  kudari.redraws = [];

  function width(text, size) {
    ruler.font = (size || LETTERS) + "px " + getComputedStyle(document.body).fontFamily;
    return ruler.measureText(text).width;
  }

  function round(value) { return Math.round(value * 10) / 10; }

  /** Layers with what `drawn.py` left to be looked up: shared x, shared fields. */
  function resolved(panels) {
    panels.forEach(function (panel) {
      panel.layers.forEach(function (layer) {
        if (typeof layer.x === "number" && layer.kind !== "text") layer.x = panel.layers[layer.x].x;
        if (layer.same) {
          var first = panels[layer.same[0]].layers[layer.same[1]];
          ["x", "y", "z", "levels", "label", "shades"].forEach(function (key) { layer[key] = first[key]; });
        }
      });
    });
  }

  function values(panel, side) {
    var names = side === "x" ? ["x", "to_x"] : ["y", "to_y", "low", "high"];
    return [].concat.apply([], panel.layers.map(function (layer) {
      return layer.kind === "text" ? [] : [].concat.apply([], names.map(function (name) { return layer[name] || []; }));
    }));
  }

  function cut(text, room) {
    if (width(text) <= room) return text;
    while (text && width(text + "…") > room) text = text.slice(0, -1);
    return text + "…";
  }

  /** Where the parts of a panel lie in a width of so many pixels. */
  function layOut(panel, across) {
    var ends = { x: kudari.ends(panel.x, values(panel, "x"), 0.02), y: kudari.ends(panel.y, values(panel, "y"), 0.05) };
    var upright = kudari.ticks(panel.y, ends.y, 6);
    var words = panel.y.ticks.some(function (tick) { return isNaN(parseFloat(tick[1])); });
    upright.forEach(function (tick) { tick.short = words ? cut(tick.name, across * 0.42) : tick.name; });
    var widest = Math.max.apply(null, [0].concat(upright.map(function (tick) { return width(tick.short); })));
    var left = Math.ceil(widest) + 12 + (panel.y.label ? 22 : 2), right = 14, top = 10;
    var bottom = 24 + (panel.x.label ? 20 : 0);
    var wide = Math.max(60, across - left - right), high = Math.min(340, Math.max(190, wide * 0.52)) * panel.height;
    if (words) high = Math.min(420, Math.max(90, 44 * upright.length + 30));
    if (panel.equal) {
      var ratio = (ends.y[1] - ends.y[0]) / (ends.x[1] - ends.x[0]);
      high = Math.min(TALLEST, wide * ratio);
      wide = high / ratio;
    }
    var level = kudari.ticks(panel.x, ends.x, Math.max(2, Math.floor(wide / 70)));
    return {
      width: across, height: top + high + bottom, left: left, top: top, wide: wide, high: high,
      ends: ends, level: level, upright: upright,
      x: kudari.scale(panel.x, ends.x, left, left + wide), y: kudari.scale(panel.y, ends.y, top + high, top)
    };
  }

  function axes(svg, panel, page, field) {
    var grid = kudari.svg(svg, "g", { class: "grid" }), marks = kudari.svg(svg, "g", { class: "axis" });
    var bottom = page.top + page.high, right = page.left + page.wide, last = -Infinity;
    page.level.forEach(function (tick) {
      var at = round(page.x(tick.at)), half = width(tick.name) / 2;
      if (!field) kudari.svg(grid, "line", { x1: at, x2: at, y1: page.top, y2: bottom });
      kudari.svg(marks, "line", { x1: at, x2: at, y1: bottom, y2: bottom + 4 });
      // Names that would touch the one before are left out.
      if (at - half < last + 8) return;
      last = at + half;
      kudari.svg(marks, "text", { x: at, y: bottom + 17, "text-anchor": "middle" }).textContent = tick.name;
    });
    page.upright.forEach(function (tick) {
      var at = round(page.y(tick.at));
      if (!field) kudari.svg(grid, "line", { x1: page.left, x2: right, y1: at, y2: at });
      var text = kudari.svg(marks, "text", { x: page.left - 7, y: at + 4, "text-anchor": "end" });
      text.textContent = tick.short;
      if (tick.short !== tick.name) kudari.svg(text, "title").textContent = tick.name;
    });
    kudari.svg(marks, "path", { d: "M" + page.left + " " + page.top + "V" + bottom + "H" + right, class: "frame" });
    if (panel.x.label) {
      kudari.svg(marks, "text", { x: page.left + page.wide / 2, y: bottom + 38, "text-anchor": "middle", class: "label" })
        .textContent = panel.x.label;
    }
    if (panel.y.label) {
      var middle = page.top + page.high / 2;
      kudari.svg(marks, "text", {
        transform: "translate(13 " + round(middle) + ") rotate(-90)", "text-anchor": "middle", class: "label"
      }).textContent = panel.y.label;
    }
  }

  /** The shades of a field: those drawn before, where nothing about them has changed, for they take longest. */
  function shades(inside, layer, page, before) {
    var lies = [page.left, page.top, page.wide, page.high, page.ends];
    var key = JSON.stringify([layer.x, layer.y, layer.z, layer.levels, layer.shades, lies]);
    if (before && before.key === key) {
      inside.appendChild(before.group);
      return before;
    }
    var made = { key: key, group: kudari.svg(inside, "g") };
    kudari.layers.field(made.group, layer, page);
    return made;
  }

  /** The picture of a panel in so many pixels, in place of an earlier one; gives where its parts lie. */
  function drawPanel(place, panel, across, earlier) {
    var page = layOut(panel, across), clip = "kudari-clip-" + (charts += 1);
    var svg = kudari.svg(null, "svg", {
      viewBox: "0 0 " + page.width + " " + Math.ceil(page.height), "aria-hidden": "true", focusable: "false"
    });
    kudari.svg(kudari.svg(svg, "clipPath", { id: clip }), "rect", {
      x: page.left, y: page.top, width: page.wide, height: page.high
    });
    var field = panel.layers.some(function (layer) { return layer.kind === "field"; });
    var below = kudari.svg(svg, "g");
    axes(below, panel, page, field);
    var inside = kudari.svg(svg, "g", { "clip-path": "url(#" + clip + ")" }), over = kudari.svg(svg, "g");
    panel.layers.forEach(function (layer) {
      if (layer.kind === "field") page.field = shades(inside, layer, page, earlier && earlier.field);
      else kudari.layers[layer.kind](layer.kind === "points" || layer.kind === "text" ? over : inside, layer, page);
    });
    page.over = kudari.svg(svg, "g", { class: "cursor" });
    if (place.firstChild && place.firstChild.nodeName === "svg") place.removeChild(place.firstChild);
    place.insertBefore(svg, place.firstChild);
    return page;
  }

  function look(layer) { return JSON.stringify([layer.kind, layer.look]); }

  /** What named layers are called, with what stands for each. */
  kudari.legend = function (layers) {
    var list = kudari.html("ul", "legend");
    layers.forEach(function (layer) {
      var entry = kudari.html("li");
      entry.appendChild(kudari.swatch(layer));
      entry.appendChild(kudari.html("span", "", layer.name));
      list.appendChild(entry);
    });
    return list;
  };

  /** Named layers: together where each name has one look and each look one name, else panel by panel. */
  function legends(panels) {
    var apart = panels.map(function (panel) {
      return panel.layers.filter(function (layer) { return layer.name && layer.kind !== "band"; });
    });
    var together = new Map(), names = new Set(), looks = new Set();
    [].concat.apply([], apart).forEach(function (layer) {
      var key = layer.name + " " + look(layer);
      if (!together.has(key)) together.set(key, layer);
      names.add(layer.name);
      looks.add(look(layer));
    });
    if (panels.length === 1 || (names.size === together.size && looks.size === together.size)) {
      return { together: Array.from(together.values()), apart: [] };
    }
    return { together: [], apart: apart };
  }

  /** What the shades of a field mean: numbers at eight of its borders at most. */
  kudari.bar = function (field) {
    var count = field.shades.length, wide = 420, rim = 34, each = (wide - 2 * rim) / count;
    var svg = kudari.svg(null, "svg", { viewBox: "0 0 " + wide + " 34", class: "bar", "aria-hidden": "true", focusable: "false" });
    field.shades.forEach(function (shade, at) {
      kudari.coloured(kudari.svg(svg, "rect", { x: round(rim + at * each), y: 2, width: round(each + 0.5), height: 12, class: "shade" }), shade);
    });
    var every = Math.ceil(field.levels.length / 8);
    field.levels.forEach(function (level, at) {
      if ((field.levels.length - 1 - at) % every) return;
      kudari.svg(svg, "text", { x: round(rim + at * each), y: 29, "text-anchor": "middle" }).textContent = kudari.shown(level, 2);
    });
    var whole = kudari.html("div", "shades");
    whole.appendChild(kudari.html("span", "", field.label));
    whole.appendChild(svg);
    return whole;
  };

  /** Put what a chart has beside its panels into its slot, unless the same is there already. */
  function fill(slot, key, make) {
    if (slot.dataset.key === key) return;
    slot.dataset.key = key;
    slot.textContent = "";
    var made = make();
    if (made) slot.appendChild(made);
  }

  function key(layers) { return layers.map(function (layer) { return layer.name + look(layer); }).join(); }

  /** A panel's frame, which `show(panel, legend)` fills. */
  function frameOf(words, told) {
    var frame = kudari.html("div", "panel"), heading = kudari.html("p", "heading"), place = kudari.html("div", "plot");
    var slot = kudari.html("div"), panel = null, reader = kudari.reader(place, told);
    [heading, place, slot].forEach(function (part) { frame.appendChild(part); });
    function draw(fresh) {
      var across = Math.max(240, Math.round(place.clientWidth));
      if (!fresh && (!panel || reader.page.width === across)) return;
      var same = reader.page && reader.page.field;
      reader.page = drawPanel(place, panel, across, reader.page);
      if (fresh) reader.read(panel, Boolean(same) && same === reader.page.field);
      else reader.hide();
    }
    var observer = window.ResizeObserver ? new ResizeObserver(function () { draw(false); }) : null;
    // What has left the document is drawn no more.
    kudari.redraws = kudari.redraws.filter(function (redraw) { return redraw.place.isConnected; });
    draw.place = place;
    kudari.redraws.push(draw);
    if (observer) observer.observe(place);
    return {
      frame: frame,
      show: function (shown, named, title) {
        panel = shown;
        heading.hidden = !panel.title;
        if (heading.textContent !== panel.title) heading.textContent = panel.title;
        place.setAttribute("aria-label", [words.read, title, panel.title].filter(Boolean).join(": "));
        fill(slot, key(named), function () { return named.length ? kudari.legend(named) : null; });
        draw(true);
      },
      close: function () {
        if (observer) observer.disconnect();
        kudari.redraws = kudari.redraws.filter(function (redraw) { return redraw !== draw; });
      }
    };
  }

  /** What must be the same in two charts, so that the one can take the other's place panel by panel. */
  function shape(chart, words) {
    return JSON.stringify([chart.columns, words.read, chart.panels.map(function (panel) { return [Boolean(panel.title), Boolean(panel.layers.length)]; })]);
  }

  /** An element's panels, bar and legend, which `show(chart)` fills. */
  function drawing(element, chart, words) {
    var grid = kudari.html("div", "panels"), bars = kudari.html("div"), names = kudari.html("div"), told = kudari.html("p", "unseen");
    grid.dataset.columns = Math.max(1, Math.min(3, chart.columns, chart.panels.length));
    told.setAttribute("aria-live", "polite");
    element.textContent = "";
    [grid, bars, names, told].forEach(function (part) { element.appendChild(part); });
    var columns = Math.min(chart.columns, chart.panels.length), rows = Math.ceil(chart.panels.length / columns);
    // Where only the first row has titles, each stands over its whole column, also where there is but one column.
    var above = chart.panels.every(function (panel, number) { return (number < columns) === Boolean(panel.title) || !panel.layers.length; });
    var frames = chart.panels.map(function (panel, number) {
      // A blank panel keeps its place free, where there is room for several side by side.
      var made = panel.layers.length ? frameOf(words, told) : null;
      grid.appendChild(made ? made.frame : kudari.html("div", "blank"));
      if (made && above && rows > 1) made.frame.style.setProperty("--order", (number % columns) * rows + Math.floor(number / columns));
      return made;
    });
    return {
      grid: grid, shape: shape(chart, words),
      show: function (chart) {
        var named = legends(chart.panels), layers = [].concat.apply([], chart.panels.map(function (panel) { return panel.layers; }));
        var field = layers.filter(function (layer) { return layer.kind === "field"; })[0];
        frames.forEach(function (frame, number) { if (frame) frame.show(chart.panels[number], named.apart[number] || [], chart.title); });
        fill(bars, field ? JSON.stringify([field.label, field.levels, field.shades]) : "", function () { return field ? kudari.bar(field) : null; });
        fill(names, key(named.together), function () { return named.together.length ? kudari.legend(named.together) : null; });
      },
      close: function () { frames.forEach(function (frame) { if (frame) frame.close(); }); }
    };
  }

  /**
   * Draw a chart into an element, with its legend, and let its values be read.
   *
   * Drawn into the same element again, a chart of the same shape takes the earlier one's place without a flicker: what
   * has not changed stays, and what somebody reads there goes on being read. `words.read` says to those who hear the
   * page how a chart is read.
   */
  kudari.drawChart = function (element, chart, words) {
    var drawn = drawings.get(element);
    resolved(chart.panels);
    if (!drawn || drawn.grid.parentNode !== element || drawn.shape !== shape(chart, words)) {
      if (drawn) drawn.close();
      drawings.set(element, drawn = drawing(element, chart, words));
    }
    drawn.show(chart);
  };
})();
