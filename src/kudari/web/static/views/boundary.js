// What networks say of every point of a plane: their classes as colours, under the training points.
import { bytes, colours, css, html, mix, parsedLook, parts, say, set, shown, svg } from "./drawing.js";

const WIDE = 360, LEFT = 40, RIGHT = 10, TOP = 8, BOTTOM = 40, FINE = 256;

/** Marks that differ by more than their colour, around 0, 0. */
const MARKS = [
  "m-3.6 0a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0 -7.2 0z",
  "m-3.3 -3.3h6.6v6.6h-6.6z",
  "m0 -4.4l4.2 7.4h-8.4z",
  "m0 -4.8l4.2 4.8l-4.2 4.8l-4.2 -4.8z",
  "m0 4.4l4.2 -7.4h-8.4z",
  "m-4.6 -1.6h9.2v3.2h-9.2z",
  "m-1.6 -4.6h3.2v9.2h-3.2z",
  "m-4 -4l4 1.6l4 -1.6l-1.6 4l1.6 4l-4 -1.6l-4 1.6l1.6 -4z",
];

function frame({ axes }) {
  const [x, y] = axes.map((axis) => axis.range), wide = WIDE - LEFT - RIGHT;
  const ratio = (y[1] - y[0]) / (x[1] - x[0]), high = wide * Math.min(1.15, Math.max(0.45, ratio));
  return {
    wide, high, x, y,
    across: (value) => LEFT + ((value - x[0]) / (x[1] - x[0])) * wide,
    up: (value) => TOP + high - ((value - y[0]) / (y[1] - y[0])) * high,
  };
}

function round(low, high) {
  const rough = (high - low) / 4, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const found = [];
  for (let at = Math.ceil(low / step) * step; at <= high + 1e-9 * step; at += step) found.push(Number(at.toPrecision(8)));
  return found;
}

function build(figure, data) {
  const page = frame(data), height = TOP + page.high + BOTTOM;
  const legend = html(figure, "ul", "view-legend");
  data.classes.forEach(({ name }, at) => {
    const entry = html(legend, "li"), swatch = svg(entry, "svg", { viewBox: "-7 -7 14 14", class: "swatch", "aria-hidden": "true" });
    svg(swatch, "path", { d: "M0 0" + MARKS[at % MARKS.length], class: "boundary-mark class-" + at });
    html(entry, "span", "", name);
  });
  const grid = html(figure, "div", "boundaries");
  set(grid, { "data-panels": data.panels.length });
  const panels = data.panels.map(() => {
    const panel = html(grid, "div", "boundary"), name = html(panel, "h4"), place = html(panel, "div", "boundary-plot");
    const canvas = html(place, "canvas");
    canvas.style.left = `${(100 * LEFT) / WIDE}%`;
    canvas.style.top = `${(100 * TOP) / height}%`;
    canvas.style.width = `${(100 * page.wide) / WIDE}%`;
    canvas.style.height = `${(100 * page.high) / height}%`;
    const picture = svg(place, "svg", { viewBox: `0 0 ${WIDE} ${height}`, role: "img", tabindex: 0 });
    axes(picture, data, page);
    const marks = data.classes.map((_, at) => svg(picture, "path", { class: "boundary-mark class-" + at }));
    const cursor = svg(picture, "path", { class: "boundary-cursor" });
    const made = { name, canvas, picture, marks, cursor, lost: html(place, "p", "boundary-lost"), note: html(panel, "p", "boundary-note"), read: html(panel, "p", "boundary-read") };
    set(made.read, { "aria-live": "polite" });
    reads(made, page);
    return made;
  });
  return { page, panels, grid, keys: html(figure, "p", "view-hint") };
}

function axes(picture, data, page) {
  const group = svg(picture, "g", { class: "boundary-axes" }), bottom = TOP + page.high;
  svg(group, "rect", { x: LEFT, y: TOP, width: page.wide, height: page.high });
  for (const at of round(...page.x)) {
    svg(group, "path", { d: `M${page.across(at)} ${bottom}v4` });
    svg(group, "text", { x: page.across(at), y: bottom + 17, "text-anchor": "middle" }).textContent = shown(at);
  }
  for (const at of round(...page.y)) {
    svg(group, "path", { d: `M${LEFT} ${page.up(at)}h-4` });
    svg(group, "text", { x: LEFT - 7, y: page.up(at) + 4, "text-anchor": "end" }).textContent = shown(at);
  }
  svg(group, "text", { x: LEFT + page.wide / 2, y: bottom + 34, "text-anchor": "middle" }).textContent = data.axes[0].label;
  svg(group, "text", { transform: `translate(11 ${TOP + page.high / 2}) rotate(-90)`, "text-anchor": "middle" })
    .textContent = data.axes[1].label;
}

/** By mouse, finger or arrow keys: the class at a place, and its probability. */
function reads(panel, page) {
  const place = { across: 0.5, down: 0.5 };
  const show = () => {
    const { maps, side, classes, t } = panel.now;
    // While it is read, what is told follows the run.
    panel.again = show;
    set(panel.cursor, { d: `M${LEFT + place.across * page.wide} ${TOP}v${page.high}M${LEFT} ${TOP + place.down * page.high}h${page.wide}` });
    const at = Math.round(place.down * (side - 1)) * side + Math.round(place.across * (side - 1));
    const chances = maps && maps.map((map) => map[at]), best = maps ? chances.indexOf(Math.max(...chances)) : -1;
    const x = shown(page.x[0] + place.across * (page.x[1] - page.x[0]), 2);
    const y = shown(page.y[1] - place.down * (page.y[1] - page.y[0]), 2);
    say(panel.read, maps ? t("page.view.at", { x, y, name: classes[best].name, share: Math.round(chances[best] / 2.55) }) : t("page.view.lost"));
  };
  const hide = () => {
    panel.again = null;
    set(panel.cursor, { d: "" });
    say(panel.read, "");
  };
  const clip = (value) => Math.min(1, Math.max(0, value));
  const point = (event) => {
    const box = panel.picture.getBoundingClientRect(), scale = WIDE / box.width;
    place.across = clip(((event.clientX - box.left) * scale - LEFT) / page.wide);
    place.down = clip(((event.clientY - box.top) * scale - TOP) / page.high);
    show();
  };
  panel.picture.addEventListener("pointermove", point);
  panel.picture.addEventListener("pointerdown", point);
  // A finger that is lifted leaves what it has read.
  panel.picture.addEventListener("pointerleave", (event) => { if (event.pointerType !== "touch") hide(); });
  panel.picture.addEventListener("blur", hide);
  panel.picture.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    place.across = clip(place.across + step[0] / 32);
    place.down = clip(place.down + step[1] / 32);
    show();
  });
}

/** Between the points of a map the probabilities go straight; the class is the one with the largest. */
function paint(canvas, maps, side, high, tints, line) {
  const rows = Math.round(FINE * high), count = maps.length;
  if (canvas.width !== FINE || canvas.height !== rows) Object.assign(canvas, { width: FINE, height: rows });
  const context = canvas.getContext("2d"), image = context.createImageData(FINE, rows), best = new Uint8Array(FINE * rows);
  for (let row = 0; row < rows; row += 1) {
    const down = (row / (rows - 1)) * (side - 1), top = Math.min(side - 2, Math.floor(down)), v = down - top;
    for (let column = 0; column < FINE; column += 1) {
      const along = (column / (FINE - 1)) * (side - 1), left = Math.min(side - 2, Math.floor(along)), u = along - left;
      const at = top * side + left, pixel = row * FINE + column;
      let most = -1, found = 0;
      for (let place = 0; place < count; place += 1) {
        const map = maps[place];
        const value = (1 - v) * ((1 - u) * map[at] + u * map[at + 1]) + v * ((1 - u) * map[at + side] + u * map[at + side + 1]);
        if (value > most) { most = value; found = place; }
      }
      best[pixel] = found;
      const sure = Math.max(0, (most / 255 - 1 / count) / (1 - 1 / count));
      const between = (column && best[pixel - 1] !== found) || (row && best[pixel - FINE] !== found);
      const colour = between ? line : tints[found][Math.round(20 * sure)];
      image.data[4 * pixel] = colour[0];
      image.data[4 * pixel + 1] = colour[1];
      image.data[4 * pixel + 2] = colour[2];
      image.data[4 * pixel + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
}

export function draw(element, data, { t, theme }) {
  const key = JSON.stringify([data.axes, data.classes.map((one) => one.name), data.panels.length]);
  const { page, panels, grid, keys } = parts(element, key, data, (figure) => build(figure, data));
  const palette = colours(element, "ink", "paper"), looks = data.classes.map((one) => parsedLook(one.look, theme));
  looks.forEach((look, at) => element.style.setProperty("--class-" + at, css(look)));
  // So pale at even chances, and so strong where the network is sure.
  const tints = looks.map((look) => Array.from({ length: 21 }, (_, at) => mix(palette.paper, look, 0.06 + 0.02 * at)));
  const marks = data.classes.map((_, place) => data.points.x
    .map((x, at) => [x, data.points.y[at], data.points.class[at]])
    .filter((point) => point[2] === place)
    .map(([x, y]) => `M${page.across(x).toFixed(1)} ${page.up(y).toFixed(1)}${MARKS[place % MARKS.length]}`)
    .join(""));
  data.panels.forEach((one, at) => {
    const panel = panels[at], maps = one.maps && one.maps.map(bytes);
    panel.now = { maps, side: data.side, classes: data.classes, t };
    if (panel.again) panel.again();
    say(panel.name, one.name);
    say(panel.note, one.note);
    say(panel.lost, maps ? "" : t("page.view.lost"));
    set(panel.picture, { "aria-label": [one.name, one.note].filter(Boolean).join(": ") });
    marks.forEach((path, place) => set(panel.marks[place], { d: path }));
    panel.canvas.hidden = !maps;
    if (maps) paint(panel.canvas, maps, data.side, page.high / page.wide, tints, mix(palette.paper, palette.ink, 0.75));
  });
  grid.classList.toggle("single", data.panels.length === 1);
  say(keys, t("page.view.boundary_keys"));
}
