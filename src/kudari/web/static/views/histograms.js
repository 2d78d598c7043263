// Histograms of weights and gradients, a row for each layer.
import { html, parts, raised, say, set, shown, svg } from "./drawing.js";

const WIDE = 320, HIGH = 92, LEFT = 6, RIGHT = 6, TOP = 14, BOTTOM = 20;
const across = WIDE - LEFT - RIGHT;

function plot(parent) {
  const picture = svg(parent, "svg", { viewBox: `0 0 ${WIDE} ${TOP + HIGH + BOTTOM}`, role: "img" });
  const middle = svg(picture, "path", { class: "histogram-zero" });
  const bars = svg(picture, "path", { class: "histogram-bars" });
  const outline = svg(picture, "path", { class: "histogram-start" });
  svg(picture, "path", { class: "histogram-axis", d: `M${LEFT} ${TOP + HIGH}H${WIDE - RIGHT}` });
  const most = svg(picture, "text", { x: LEFT, y: TOP - 3, class: "histogram-most" });
  return { picture, bars, outline, middle, most, ticks: svg(picture, "g", { class: "histogram-ticks" }) };
}

function build(figure, { rows, words }) {
  const grid = html(figure, "div", "histograms");
  return rows.map(() => {
    const row = html(grid, "section", "histogram-row"), name = html(row, "h4"), both = html(row, "div", "histogram-pair");
    const [weights, gradient] = [words.weight, words.gradient].map((word, at) => {
      const one = html(both, "div"), head = html(one, "p", "histogram-head");
      html(head, "span", "", word);
      if (at === 0) {
        html(head, "span", "histogram-key now", words.now);
        html(head, "span", "histogram-key start", words.start);
      }
      return { ...plot(one), note: html(one, "p", "histogram-note") };
    });
    return { name, weights, gradient };
  });
}

/** The upper edge of bars of these heights, as a path; `high` is the number that fills the height. */
function edge(counts, high) {
  const each = across / counts.length, up = (count) => (TOP + HIGH - (HIGH * count) / (high || 1)).toFixed(1);
  return counts.map((count, at) => `V${up(count)}H${(LEFT + (at + 1) * each).toFixed(1)}`).join("");
}

function ticks(group, places) {
  while (group.childNodes.length > 2 * places.length) group.lastChild.remove();
  while (group.childNodes.length < 2 * places.length) {
    svg(group, "path");
    svg(group, "text");
  }
  places.forEach(([share, text], at) => {
    const x = (LEFT + share * across).toFixed(1), anchor = share < 0.04 ? "start" : share > 0.96 ? "end" : "middle";
    set(group.childNodes[2 * at], { d: `M${x} ${TOP + HIGH}v4` });
    set(group.childNodes[2 * at + 1], { x, y: TOP + HIGH + 16, "text-anchor": anchor });
    say(group.childNodes[2 * at + 1], text);
  });
}

function fill(one, counts, start, places, label) {
  const high = Math.max(...counts, ...(start || []));
  set(one.bars, { d: `M${LEFT} ${TOP + HIGH}${edge(counts, high)}V${TOP + HIGH}Z` });
  set(one.outline, { d: start ? `M${LEFT} ${TOP + HIGH}${edge(start, high)}V${TOP + HIGH}` : "" });
  set(one.picture, { "aria-label": label });
  say(one.most, high.toLocaleString("en"));
  ticks(one.ticks, places);
}

export function draw(element, data) {
  const rows = parts(element, JSON.stringify([data.rows.map((row) => row.name), data.words]), data, (figure) => build(figure, data));
  const [low, high] = data.decades, every = Math.ceil((high - low) / 6);
  const decades = [];
  for (let power = high; power >= low; power -= every) decades.unshift([(power - low) / (high - low), "10" + raised(power)]);
  const most = shown(data.most);
  const half = most.length > 5 ? [] : [[0.25, "−" + shown(data.most / 2)], [0.75, shown(data.most / 2)]];
  const weights = [[0, "−" + most], [0.5, "0"], [1, most], ...half];
  data.rows.forEach((row, at) => {
    const place = rows[at];
    say(place.name, row.name);
    fill(place.weights, row.weights, row.start, weights, row.words);
    set(place.weights.middle, { d: `M${LEFT + across / 2} ${TOP}V${TOP + HIGH}` });
    say(place.weights.note, row.weight_notes.join(" · "));
    fill(place.gradient, row.gradient, null, decades, [row.words, ...row.notes].join(" — "));
    say(place.gradient.note, row.notes.join(" · "));
  });
}
