// The layers of a chart as SVG: curves, bands, arrows, marks, fields and words.
(function () {
  var SVG = "http://www.w3.org/2000/svg";
  var LETTERS = 12;

  function round(value) { return Math.round(value * 10) / 10; }

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

  /** Kind of a layer -> (group, layer, where the panel's parts lie): draws it. */
  kudari.layers = {
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
})();
