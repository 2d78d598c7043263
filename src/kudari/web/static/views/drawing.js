// What the drawers of the views share: elements, colours of the page, pictures from bytes.
const SVG = "http://www.w3.org/2000/svg";
const kept = new WeakMap();

/** An element of HTML, with a class and text, in another one. */
export function html(parent, name, kind, text) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

/** An element of SVG with attributes, in another one. */
export function svg(parent, name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  set(made, attributes);
  if (parent) parent.append(made);
  return made;
}

/** Give an element these attributes. */
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
  }
}

/** Give an element this text, without touching it where it has it already. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * The parts of a view, built once for each `key` by `build(figure)` and then kept, so that a newer value of the same
 * kind moves what is there. Every view has its title above and its caption below.
 */
export function parts(element, key, data, build) {
  let known = kept.get(element);
  if (!known || known.key !== key || !element.contains(known.figure)) {
    element.replaceChildren();
    const figure = html(element, "figure", "view view-" + data.kind);
    const caption = html(null, "figcaption");
    known = { key, figure, title: html(caption, "p", "view-title"), caption: html(caption, "p", "view-caption") };
    figure.append(caption);
    known.parts = build(figure);
    kept.set(element, known);
  }
  say(known.title, data.title || "");
  say(known.caption, data.caption || "");
  return known.parts;
}

/** Call `redraw` whenever the element has another width; in place of what was to be called before. */
export function onWidth(element, redraw) {
  if (!element.redraw) {
    let width = element.clientWidth;
    new ResizeObserver(() => {
      if (element.clientWidth !== width && element.clientWidth) {
        width = element.clientWidth;
        element.redraw();
      }
    }).observe(element);
  }
  element.redraw = redraw;
}

/** Bytes from base64. */
export function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

const ink = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

function parsed(colour) {
  ink.fillStyle = colour;
  ink.fillRect(0, 0, 1, 1);
  return Array.from(ink.getImageData(0, 0, 1, 1).data.slice(0, 3));
}

/** Colours of the page, by the names of its variables, as [red, green, blue]. */
export function colours(element, ...names) {
  const style = getComputedStyle(element);
  return Object.fromEntries(names.map((name) => [name, parsed(style.getPropertyValue("--" + name).trim() || "#888")]));
}

/** A colour written as #rrggbb. */
export const parsedLook = (look, theme) => parsed(look[theme]);

export const css = (rgb) => `rgb(${rgb.map(Math.round).join(" ")})`;

/** From one colour so far to another: `share` from 0 to 1. */
export function mix(one, other, share) {
  return one.map((part, at) => part + share * (other[at] - part));
}

/** The colour of a byte with a sign: 128 is 0, 255 most, 1 least. */
export function diverging(palette) {
  const table = [];
  for (let byte = 0; byte < 256; byte += 1) {
    const share = (byte - 128) / 127;
    // A root brings small numbers out of the paper.
    table.push(mix(palette.paper, share > 0 ? palette.positive : palette.negative, Math.abs(share) ** 0.8));
  }
  return table;
}

/** From paper to ink. */
export function greys(palette) {
  return Array.from({ length: 256 }, (_, byte) => mix(palette.paper, palette.ink, byte / 255));
}

/** Paint rows × columns bytes by a table of 256 colours, one pixel for each. */
export function paint(canvas, rows, columns, values, table) {
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
  const context = canvas.getContext("2d"), image = context.createImageData(columns, rows);
  for (let at = 0; at < rows * columns; at += 1) {
    const colour = table[values[at]];
    image.data.set([colour[0], colour[1], colour[2], 255], 4 * at);
  }
  context.putImageData(image, 0, 0);
}

/** A number in at most so many digits, with a true minus. */
export function shown(value, digits = 3) {
  if (value === null || value === undefined) return "—";
  const size = Math.abs(value);
  if (size && (size < 1e-4 || size >= 1e6)) {
    const [mantissa, power] = value.toExponential(digits - 1).split("e");
    return `${String(Number(mantissa)).replace("-", "−")}×10${raised(Number(power))}`;
  }
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}

/** A whole number as an exponent. */
export function raised(power) {
  return Array.from(String(power), (letter) => (letter === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[letter])).join("");
}

/** A bar with the colours from −most to most, and what they mean. */
export function scaleBar(parent) {
  const bar = html(parent, "p", "view-scale"), label = html(bar, "span");
  const low = html(bar, "span"), canvas = html(bar, "canvas"), high = html(bar, "span");
  canvas.setAttribute("aria-hidden", "true");
  return (text, most, table) => {
    say(label, text);
    say(low, shown(-most));
    say(high, "+" + shown(most));
    paint(canvas, 1, 255, Uint8Array.from({ length: 255 }, (_, at) => at + 1), table);
  };
}
