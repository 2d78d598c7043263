"use strict";

// Scales, ticks and numbers of a chart.
var kudari = {};

(function () {
  var RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

  function raised(power) {
    return String(power).split("").map(function (digit) { return RAISED[digit]; }).join("");
  }

  /** A number as a person writes it: 1,234 and 0.05 and 2.3×10⁻⁷, with a true minus. */
  kudari.shown = function (value, digits) {
    if (value === null || value === undefined || !isFinite(value)) return "—";
    var size = Math.abs(value), text;
    if (Number.isInteger(value) && size < 1e7) {
      text = String(value);
    } else if (size >= 1e-4 && size < 1e6) {
      text = String(parseFloat(value.toPrecision(digits || 4)));
    } else {
      var parts = value.toExponential((digits || 4) - 1).split("e");
      text = parseFloat(parts[0]) + "×10" + raised(parseInt(parts[1], 10));
    }
    if (/^-?\d+$/.test(text)) text = text.replace(/\B(?=(\d{3})+$)/g, ",");
    return text.replace("-", "−");
  };

  /** From a number on an axis to pixels. On a logarithmic axis what is not positive lies far below. */
  kudari.scale = function (axis, ends, from, to) {
    var log = axis.scale === "log";
    var low = log ? Math.log10(ends[0]) : ends[0], high = log ? Math.log10(ends[1]) : ends[1];
    var factor = (to - from) / (high - low || 1);
    return function (value) {
      if (value === null) return null;
      var at = log ? (value > 0 ? Math.log10(value) : low - 10) : value;
      return from + factor * (at - low);
    };
  };

  /** The ends of an axis: what it asks for, else all that there is, with a rim. */
  kudari.ends = function (axis, values, rim) {
    if (axis.range) return axis.range;
    var log = axis.scale === "log", low = Infinity, high = -Infinity;
    values.forEach(function (value) {
      if (value === null || !isFinite(value) || (log && value <= 0)) return;
      low = Math.min(low, value);
      high = Math.max(high, value);
    });
    if (low > high) return log ? [0.1, 10] : [0, 1];
    if (low === high) return log ? [low / 2, high * 2] : [low - 0.5, high + 0.5];
    if (log) {
      var share = Math.pow(high / low, rim);
      return [low / share, high * share];
    }
    return [low - rim * (high - low), high + rim * (high - low)];
  };

  /** Powers of ten between two: all written out, or all as powers. */
  function decade(power, first, last) {
    return first >= -3 && last <= 4 ? kudari.shown(Math.pow(10, power)) : "10" + raised(power);
  }

  function logarithmic(ends, most) {
    var first = Math.ceil(Math.log10(ends[0]) - 1e-9), last = Math.floor(Math.log10(ends[1]) + 1e-9);
    var found = [], power, every = Math.max(1, Math.ceil((last - first + 1) / most));
    for (power = first; power <= last; power += 1) {
      if ((power - first) % every === 0) found.push({ at: Math.pow(10, power), name: decade(power, first, last) });
    }
    if (last - first >= 2) return found;
    // Few decades: numbers between them, as many as there is room for.
    var digits = [[2, 5], [2, 3, 5, 7], [1.5, 2, 3, 4, 5, 6, 7, 8, 9]], more = found;
    for (var choice = 0; choice < digits.length; choice += 1) {
      var tried = found.slice();
      for (power = first - 1; power <= last; power += 1) {
        digits[choice].forEach(function (digit) {
          var at = digit * Math.pow(10, power);
          if (at >= ends[0] && at <= ends[1]) tried.push({ at: at, name: kudari.shown(at, 3) });
        });
      }
      if (tried.length > most) break;
      more = tried;
      if (more.length >= 4) break;
    }
    return more.length > 1 ? more : linear(ends, most);
  }

  function linear(ends, most) {
    var span = ends[1] - ends[0], rough = span / Math.max(1, most);
    var unit = Math.pow(10, Math.floor(Math.log10(rough)));
    var step = unit * [1, 2, 2.5, 5, 10].filter(function (one) {
      // 2.5 would make halves of what is counted.
      return one * unit >= rough * 0.999 && one * unit !== 2.5;
    })[0];
    var found = [], digits = 0;
    while (digits < 6 && Math.abs(step * Math.pow(10, digits) - Math.round(step * Math.pow(10, digits))) > 1e-6) digits += 1;
    for (var count = Math.ceil(ends[0] / step - 1e-9); count * step <= ends[1] + 1e-9 * span; count += 1) {
      // A product is rounded to what is meant: 3 · 0.1 is 0.3.
      var at = parseFloat((count * step).toPrecision(12));
      var plain = step >= 1 || step < 1e-4;
      found.push({ at: at, name: plain ? kudari.shown(at, 6) : at.toFixed(digits).replace("-", "−") });
    }
    return found.length < 2 && most < 20 ? linear(ends, 2 * most) : found;
  }

  /** Places on an axis with their names, at most about so many. */
  kudari.ticks = function (axis, ends, most) {
    if (axis.ticks.length) {
      return axis.ticks
        .map(function (tick) { return { at: tick[0], name: tick[1] }; })
        .filter(function (tick) { return tick.at >= ends[0] && tick.at <= ends[1]; });
    }
    return axis.scale === "log" ? logarithmic(ends, most) : linear(ends, most);
  };

  /** A number on an axis in words: the name of its place where it has one. */
  kudari.named = function (axis, value, digits) {
    for (var at = 0; at < axis.ticks.length; at += 1) {
      if (axis.ticks[at][0] === value) return axis.ticks[at][1];
    }
    return kudari.shown(value, digits);
  };
})();
