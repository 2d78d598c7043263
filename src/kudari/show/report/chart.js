// A chart as SVG: `kudari.drawChart(element, chart, words)`, for a chart as `drawn.py` gives it.
(function () {
  var SVG = "http://www.w3.org/2000/svg";
  var LETTERS = 12, TALLEST = 460, charts = 0;
  var ruler = document.createElement("canvas").getContext("2d");

  /** An element of HTML, with a class and text. */
  kudari.html = function (name, kind, text) {
    var made = document.createElement(name);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  };

  /** An element of SVG with attributes, in another one. */
  kudari.svg = function (parent, name, attributes) {
    var made = document.createElementNS(SVG, name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (parent) parent.appendChild(made);
    return made;
  };

  /** Give an element the colours of its series on light and on dark paper. */
  kudari.coloured = function (made, look) {
    made.classList.add("series");
    made.style.setProperty("--light", look.light);
    made.style.setProperty("--dark", look.dark);
    return made;
  };

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

  /** Stretches of a curve without gaps, as lists of pixels. */
  function stretches(page, x, y) {
    var found = [], open = null;
    for (var at = 0; at < x.length; at += 1) {
      var across = page.x(x[at]), up = page.y(y[at]);
      if (across === null || up === null || !isFinite(across) || !isFinite(up)) { open = null; continue; }
      if (!open) found.push(open = []);
      // Far outside of the panel a number of pixels would overflow what SVG can hold.
      open.push(round(across) + " " + round(Math.max(-1e5, Math.min(1e5, up))));
    }
    return found;
  }

  var DRAW = {
    line: function (group, layer, page) {
      var path = stretches(page, layer.x, layer.y).map(function (part) {
        return part.length > 1 ? "M" + part.join("L") : "M" + part[0] + "h0.1";
      }).join("");
      var made = kudari.svg(group, "path", {
        d: path, "stroke-width": layer.look.width, "stroke-dasharray": layer.look.dashes.join(" "),
        opacity: layer.look.alpha, class: "line"
      });
      kudari.coloured(made, layer.look);
    },
    band: function (group, layer, page) {
      var open = [], parts = [];
      layer.x.forEach(function (x, at) {
        if (layer.low[at] === null || layer.high[at] === null) { open = []; return; }
        if (!open.length) parts.push(open);
        open.push(at);
      });
      var path = parts.map(function (part) {
        function edge(name) { return function (at) { return round(page.x(layer.x[at])) + " " + round(page.y(layer[name][at])); }; }
        return "M" + part.map(edge("low")).join("L") + "L" + part.slice().reverse().map(edge("high")).join("L") + "Z";
      }).join("");
      kudari.coloured(kudari.svg(group, "path", { d: path, class: "band" }), layer.look);
    },
    arrows: function (group, layer, page) {
      layer.x.forEach(function (x, at) {
        var from = [page.x(x), page.y(layer.y[at])], to = [page.x(layer.to_x[at]), page.y(layer.to_y[at])];
        if (from.concat(to).some(function (one) { return one === null; })) return;
        var dx = to[0] - from[0], dy = to[1] - from[1], length = Math.hypot(dx, dy);
        if (length < 1) return;
        var head = Math.min(9, 0.6 * length), ux = dx / length, uy = dy / length, half = 0.42 * head;
        var neck = [to[0] - head * ux, to[1] - head * uy];
        var path = "M" + round(from[0]) + " " + round(from[1]) + "L" + round(neck[0]) + " " + round(neck[1]);
        path += "M" + [[to[0], to[1]], [neck[0] - half * uy, neck[1] + half * ux], [neck[0] + half * uy, neck[1] - half * ux]]
          .map(function (point) { return round(point[0]) + " " + round(point[1]); }).join("L") + "Z";
        kudari.coloured(kudari.svg(group, "path", { d: path, class: "arrow" }), layer.look);
      });
    },
    points: function (group, layer, page) {
      layer.x.forEach(function (x, at) {
        var across = page.x(x), up = page.y(layer.y[at]);
        if (across !== null && up !== null) kudari.mark(group, layer.look, across, up);
      });
    },
    field: function (group, layer, page) {
      layer.shades.forEach(function (shade, at) {
        var level = at ? layer.levels[at] : -Number.MAX_VALUE;
        var path = kudari.regions(layer.x, layer.y, layer.z, level).map(function (loop) {
          return "M" + loop.map(function (point) { return round(page.x(point[0])) + " " + round(page.y(point[1])); }).join("L") + "Z";
        }).join("");
        kudari.coloured(kudari.svg(group, "path", { d: path, class: at ? "shade" : "shade ground" }), shade);
      });
    },
    text: function (group, layer, page) {
      var lines = layer.text.split("\n");
      var text = kudari.svg(group, "text", { class: "words", "text-anchor": "middle" });
      lines.forEach(function (line, at) {
        kudari.svg(text, "tspan", {
          x: round(page.left + layer.x * page.wide), y: round(page.top + (1 - layer.y) * page.high + LETTERS + at * 18)
        }).textContent = line;
      });
      kudari.coloured(text, layer.look);
    }
  };

  /** A mark at a place. */
  kudari.mark = function (group, look, x, y) {
    var half = look.size / 2, made;
    if (look.shape === "s") {
      made = kudari.svg(group, "rect", { x: round(x - half), y: round(y - half), width: look.size, height: look.size });
    } else if (look.shape === "x") {
      var d = half * 0.8;
      made = kudari.svg(group, "path", {
        d: "M" + round(x - d) + " " + round(y - d) + "l" + 2 * d + " " + 2 * d + "m0 " + -2 * d + "l" + -2 * d + " " + 2 * d
      });
    } else if (look.shape === "*") {
      var tips = [];
      for (var tip = 0; tip < 10; tip += 1) {
        var angle = Math.PI * (tip / 5 - 0.5), far = tip % 2 ? 0.42 * half : half;
        tips.push(round(x + far * Math.cos(angle)) + " " + round(y + far * Math.sin(angle)));
      }
      made = kudari.svg(group, "path", { d: "M" + tips.join("L") + "Z" });
    } else {
      made = kudari.svg(group, "circle", { cx: round(x), cy: round(y), r: half });
    }
    made.setAttribute("stroke-width", look.edge);
    made.setAttribute("opacity", look.alpha);
    made.setAttribute("class", "mark " + (look.shape === "x" ? "crossed" : look.hollow ? "hollow" : "full"));
    return kudari.coloured(made, look);
  };

  /** The picture of a panel in so many pixels; gives where its parts lie. */
  function drawPanel(place, panel, across) {
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
    panel.layers.forEach(function (layer) { DRAW[layer.kind](layer.kind === "points" || layer.kind === "text" ? over : inside, layer, page); });
    page.over = kudari.svg(svg, "g", { class: "cursor" });
    if (place.firstChild && place.firstChild.nodeName === "svg") place.removeChild(place.firstChild);
    place.insertBefore(svg, place.firstChild);
    page.svg = svg;
    return page;
  }

  /** What stands for a layer in a legend or beside its value. */
  kudari.swatch = function (layer) {
    var svg = kudari.svg(null, "svg", { viewBox: "0 0 30 14", class: "swatch", "aria-hidden": "true", focusable: "false" });
    if (layer.kind === "points") kudari.mark(svg, Object.assign({}, layer.look, { alpha: 1, size: Math.min(13, layer.look.size) }), 15, 7);
    else if (layer.kind === "arrows") {
      kudari.coloured(kudari.svg(svg, "path", { d: "M2 7H20M28 7L20 3.5L20 10.5Z", class: "arrow" }), layer.look);
    } else if (layer.kind === "line") {
      kudari.coloured(kudari.svg(svg, "path", {
        d: "M1 7H29", class: "line", "stroke-width": layer.look.width, "stroke-dasharray": layer.look.dashes.join(" "), opacity: layer.look.alpha
      }), layer.look);
    }
    return svg;
  };

  function look(layer) { return JSON.stringify([layer.kind, layer.look]); }

  function legend(layers) {
    var list = kudari.html("ul", "legend");
    layers.forEach(function (layer) {
      var entry = kudari.html("li");
      entry.appendChild(kudari.swatch(layer));
      entry.appendChild(kudari.html("span", "", layer.name));
      list.appendChild(entry);
    });
    return list;
  }

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
  function bar(field) {
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
  }

  /**
   * Draw a chart into an element, with its legend, and let its values be read.
   *
   * `words.read` says to those who hear the page how a chart is read.
   */
  kudari.drawChart = function (element, chart, words) {
    resolved(chart.panels);
    var grid = kudari.html("div", "panels"), named = legends(chart.panels);
    grid.dataset.columns = Math.max(1, Math.min(3, chart.columns, chart.panels.length));
    element.textContent = "";
    element.appendChild(grid);
    var told = kudari.html("p", "unseen");
    told.setAttribute("aria-live", "polite");
    var columns = Math.min(chart.columns, chart.panels.length), rows = Math.ceil(chart.panels.length / columns);
    // Where only the first row has titles, each stands over its whole column, also where there is but one column.
    var above = chart.panels.every(function (panel, number) { return (number < columns) === Boolean(panel.title) || !panel.layers.length; });
    chart.panels.forEach(function (panel, number) {
      if (!panel.layers.length) {
        // It keeps its place free, where there is room for several side by side.
        grid.appendChild(kudari.html("div", "blank"));
        return;
      }
      var frame = kudari.html("div", "panel");
      if (above && rows > 1) frame.style.setProperty("--order", (number % columns) * rows + Math.floor(number / columns));
      var place = kudari.html("div", "plot");
      if (panel.title) frame.appendChild(kudari.html("p", "heading", panel.title));
      frame.appendChild(place);
      if (named.apart.length && named.apart[number].length) frame.appendChild(legend(named.apart[number]));
      grid.appendChild(frame);
      var reader = kudari.reader(place, panel, {
        name: [words.read, chart.title, panel.title].filter(Boolean).join(": "), told: told
      });
      function redraw() {
        var across = Math.max(240, Math.round(place.clientWidth));
        if (reader.page && reader.page.width === across) return;
        reader.page = drawPanel(place, panel, across);
        reader.hide();
      }
      redraw();
      kudari.redraws.push(redraw);
      if (window.ResizeObserver) new ResizeObserver(redraw).observe(place);
    });
    var field = [].concat.apply([], chart.panels.map(function (panel) { return panel.layers; }))
      .filter(function (layer) { return layer.kind === "field"; })[0];
    if (field) element.appendChild(bar(field));
    if (named.together.length) element.appendChild(legend(named.together));
    element.appendChild(told);
  };
})();
