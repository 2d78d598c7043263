// What a neuron puts out, as a picture: a curve over x, a map over the plane, its weights as an image, or bars by class.
import { bytes, css, diverging, greys, mix, paint, parsedLook, shown } from "./drawing.js";

const spare = document.createElement("canvas");

/** The colours and tables that all pictures of a diagram share. */
export function inks(palette, data, theme) {
  return {
    ...palette,
    table: diverging(palette),
    grey: greys(palette),
    looks: (data.classes || []).map((one) => parsedLook(one.look, theme)),
  };
}

/** A canvas so large on the page, with its pixels as fine as the screen's. */
function sized(canvas, wide, high) {
  const fine = Math.max(1, window.devicePixelRatio || 1);
  Object.assign(canvas, { width: Math.round(wide * fine), height: Math.round(high * fine) });
  canvas.style.width = `${wide}px`;
  canvas.style.height = `${high}px`;
  const context = canvas.getContext("2d");
  context.scale(fine, fine);
  return context;
}

function curve(context, values, box, low, high, colour, width) {
  context.beginPath();
  let open = false;
  values.forEach((value, at) => {
    if (value === null) {
      open = false;
      return;
    }
    const x = box.left + (at / (values.length - 1)) * box.wide;
    const y = box.top + box.high - ((value - low) / (high - low || 1)) * box.high;
    if (open) context.lineTo(x, y);
    else context.moveTo(x, y);
    open = true;
  });
  Object.assign(context, { strokeStyle: css(colour), lineWidth: width, lineJoin: "round" });
  context.stroke();
}

function picture(context, rows, columns, values, table, box, smooth) {
  paint(spare, rows, columns, values, table);
  context.imageSmoothingEnabled = smooth;
  context.imageSmoothingQuality = "high";
  context.drawImage(spare, box.left, box.top, box.wide, box.high);
}

function bars(context, means, box, ink) {
  const low = Math.min(0, ...means), high = Math.max(0, ...means), each = box.wide / means.length;
  const up = (value) => box.top + box.high - ((value - low) / (high - low || 1)) * box.high;
  means.forEach((mean, at) => {
    context.fillStyle = css(ink.looks[at]);
    context.fillRect(box.left + (at + 0.12) * each, Math.min(up(0), up(mean)), 0.76 * each, Math.max(0.6, Math.abs(up(mean) - up(0))));
  });
}

function cross(context, box, ink) {
  context.beginPath();
  context.moveTo(box.left + 0.3 * box.wide, box.top + 0.3 * box.high);
  context.lineTo(box.left + 0.7 * box.wide, box.top + 0.7 * box.high);
  context.moveTo(box.left + 0.7 * box.wide, box.top + 0.3 * box.high);
  context.lineTo(box.left + 0.3 * box.wide, box.top + 0.7 * box.high);
  Object.assign(context, { strokeStyle: css(ink.wrong), lineWidth: 2 });
  context.stroke();
}

/** The extent of a curve's picture: of one that hardly moves, not of its last digits. */
function extent(neuron) {
  const middle = (neuron.low + neuron.high) / 2, half = Math.max((neuron.high - neuron.low) / 2, 0.02 * Math.abs(middle), 1e-3);
  return [middle - 1.1 * half, middle + 1.1 * half];
}

/** The small picture in the diagram. */
export function small(canvas, neuron, data, size, ink) {
  const context = sized(canvas, size, size), box = { left: 0, top: 0, wide: size, high: size };
  const inner = { left: 4, top: 4, wide: size - 8, high: size - 8 };
  if (neuron.pixels || neuron.image) {
    const [rows, columns] = data.image;
    picture(context, rows, columns, bytes(neuron.pixels || neuron.image), neuron.pixels ? ink.grey : ink.table, box, false);
  } else if (neuron.map) picture(context, data.side, data.side, bytes(neuron.map), ink.table, box, true);
  else if (neuron.curve && neuron.low !== null && neuron.high !== null) curve(context, neuron.curve, inner, ...extent(neuron), ink.accent, 2);
  else if (neuron.means && neuron.low !== null && neuron.high !== null) bars(context, neuron.means, inner, ink);
  else if (data.reading !== "none") cross(context, box, ink);
}

function write(context, text, x, y, align, colour) {
  Object.assign(context, { fillStyle: css(colour), textAlign: align });
  context.fillText(text, x, y);
}

function frame(context, box, ink) {
  Object.assign(context, { strokeStyle: css(ink.line), lineWidth: 1 });
  context.strokeRect(box.left + 0.5, box.top + 0.5, box.wide - 1, box.high - 1);
}

function largeCurve(context, neuron, data, wide, ink, wanted) {
  const ends = (wanted || []).concat(neuron.low, neuron.high).filter((value) => value !== null);
  const box = { left: 52, top: 8, wide: wide - 62, high: 150 };
  const [low, high] = extent({ low: Math.min(...ends), high: Math.max(...ends) });
  if (low < 0 && high > 0) {
    const zero = box.top + (box.high * high) / (high - low);
    context.fillStyle = css(ink.line);
    context.fillRect(box.left, zero, box.wide, 1);
  }
  if (wanted) {
    context.setLineDash([5, 4]);
    curve(context, wanted, box, low, high, ink.muted, 1.5);
    context.setLineDash([]);
  }
  curve(context, neuron.curve, box, low, high, ink.accent, 2.5);
  frame(context, box, ink);
  write(context, shown(high, 3), box.left - 6, box.top + 10, "right", ink.muted);
  write(context, shown(low, 3), box.left - 6, box.top + box.high, "right", ink.muted);
  write(context, shown(data.x[0]), box.left, box.top + box.high + 16, "left", ink.muted);
  write(context, shown(data.x[data.x.length - 1]), box.left + box.wide, box.top + box.high + 16, "right", ink.muted);
  write(context, data.axes[0].label, box.left + box.wide / 2, box.top + box.high + 16, "center", ink.ink);
}

function largeMap(context, neuron, data, wide, ink) {
  const box = { left: 52, top: 4, wide: Math.min(190, wide - 60), high: 150 };
  picture(context, data.side, data.side, bytes(neuron.map), ink.table, box, true);
  frame(context, box, ink);
  const [x, y] = data.axes;
  write(context, shown(y.range[1]), box.left - 5, box.top + 10, "right", ink.muted);
  write(context, shown(y.range[0]), box.left - 5, box.top + box.high, "right", ink.muted);
  write(context, y.label, box.left - 5, box.top + box.high / 2 + 4, "right", ink.ink);
  write(context, shown(x.range[0]), box.left, box.top + box.high + 16, "left", ink.muted);
  write(context, shown(x.range[1]), box.left + box.wide, box.top + box.high + 16, "right", ink.muted);
  write(context, x.label, box.left + box.wide / 2, box.top + box.high + 16, "center", ink.ink);
}

function largeBars(context, means, data, left, wide, high, ink) {
  const names = data.classes.map((one) => one.name), each = Math.min(22, high / names.length);
  const room = Math.min(90, Math.max(...names.map((name) => context.measureText(name).width)) + 14);
  const box = { left: left + room, wide: wide - left - room - 52 }, low = Math.min(0, ...means), most = Math.max(0, ...means);
  const along = (value) => box.left + ((value - low) / (most - low || 1)) * box.wide;
  names.forEach((name, at) => {
    const y = 4 + at * each, value = means[at];
    write(context, name, box.left - 6, y + each / 2 + 4, "right", ink.ink);
    context.fillStyle = css(ink.looks[at]);
    context.fillRect(Math.min(along(0), along(value)), y + 2, Math.max(1, Math.abs(along(value) - along(0))), each - 4);
    write(context, shown(value, 2), Math.max(along(value), along(0)) + 5, y + each / 2 + 4, "left", ink.muted);
  });
}

/** The picture beside the diagram, with numbers. */
export function large(canvas, neuron, data, wide, ink, last) {
  const context = sized(canvas, wide, 184);
  context.font = `12px ${getComputedStyle(canvas).fontFamily}`;
  const image = neuron.pixels || neuron.image, finite = neuron.low !== null && neuron.high !== null;
  if (image) {
    const [rows, columns] = data.image, side = neuron.means ? Math.min(112, 0.36 * wide) : 150;
    const box = { left: 4, top: 4, wide: side, high: (side * rows) / columns };
    picture(context, rows, columns, bytes(image), neuron.pixels ? ink.grey : ink.table, box, false);
    frame(context, box, ink);
    if (neuron.means && finite) largeBars(context, neuron.means, data, side + 12, wide, 180, ink);
  } else if (neuron.map) largeMap(context, neuron, data, wide, ink);
  else if (neuron.curve && finite) largeCurve(context, neuron, data, wide, ink, last && data.wanted);
  else if (neuron.means && finite) largeBars(context, neuron.means, data, 4, wide, 180, ink);
  else if (data.reading !== "none") cross(context, { left: wide / 2 - 40, top: 50, wide: 80, high: 80 }, ink);
}

/** The ink of a weight's line: pale where it is small. */
export function strand(weight, most, ink, signed) {
  const share = Math.min(1, Math.abs(weight) / most), colour = signed ? (weight < 0 ? ink.negative : ink.positive) : ink.muted;
  return { width: (0.4 + 6 * share).toFixed(2), colour: css(mix(ink.paper, colour, 0.25 + 0.75 * share ** 0.5)) };
}
