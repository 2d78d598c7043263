// A network as a diagram: neurons with what they put out, lines for the weights between them.
import { colours, html, onWidth, parts, say, set, shown, svg } from "./drawing.js";
import { inks, large, small, strand } from "./neurons.js";

const NARROW = 560, HEAD = 68, LEAST = 86, WIDEST = 130;

/** Where everything lies in so many pixels. */
function layOut(data, room) {
  const size = room < NARROW ? 32 : 42, gap = room < NARROW ? 6 : 8;
  const most = Math.max(...data.layers.map((layer) => layer.neurons.length + (layer.hidden ? 0.6 : 0)));
  const wide = Math.max(room, LEAST * data.layers.length), high = HEAD + most * (size + gap) + 4;
  // Inputs and outputs have their names beside them.
  const [left, right] = [data.layers[0], data.layers[data.layers.length - 1]].map(({ neurons }) => {
    const longest = Math.max(...neurons.map(({ name, pixels }) => (pixels ? 0 : name.length)));
    return Math.max(LEAST / 2, size / 2 + 8 + Math.min(96, 7 * longest));
  });
  const spacing = (wide - left - right) / (data.layers.length - 1), across = (layer) => left + layer * spacing;
  const down = (layer, at) => {
    const own = data.layers[layer].neurons.length * (size + gap) - gap;
    return HEAD + (most * (size + gap) - gap - own) / 2 + at * (size + gap) + size / 2;
  };
  const column = Math.min(WIDEST, spacing - 4);
  return { size, wide, high, across, down, column };
}

function build(figure, data, room) {
  const whole = html(figure, "div", "network"), side = html(whole, "div", "network-side");
  const scroll = html(side, "div", "network-scroll");
  const place = html(scroll, "div", "network-diagram"), page = layOut(data, room);
  place.style.width = `${page.wide}px`;
  place.style.height = `${page.high}px`;
  set(place, { role: "group" });
  const lines = svg(place, "svg", { width: page.wide, height: page.high, "aria-hidden": "true" });
  const strands = data.gaps.map((gap, at) => strandsOf(lines, gap, at, page));
  const layers = data.layers.map((layer, at) => layerOf(place, layer, at, page));
  const detail = html(whole, "div", "network-detail");
  const made = {
    place, lines, strands, layers,
    heading: html(detail, "h4"), words: html(detail, "p"), canvas: html(detail, "canvas"),
    legend: legendOf(side), keys: html(figure, "p", "view-hint"),
    chosen: [data.layers.length - 1, 0], pointed: false, page,
  };
  set(made.canvas, { "aria-hidden": "true" });
  moves(made);
  return made;
}

function strandsOf(lines, gap, at, page) {
  const group = svg(lines, "g", { fill: "none" });
  const from = page.across(at) + page.size / 2, to = page.across(at + 1) - page.size / 2, bend = (to - from) * 0.45;
  return gap.weights.map((row, out) => row.map((_, into) => {
    const start = page.down(at, into), end = page.down(at + 1, out);
    return svg(group, "path", { d: `M${from} ${start}C${from + bend} ${start} ${to - bend} ${end} ${to} ${end}` });
  }));
}

function layerOf(place, layer, at, page) {
  const head = html(place, "p", "network-layer");
  head.style.left = `${page.across(at)}px`;
  head.style.width = `${page.column}px`;
  const made = { name: html(head, "b"), size: html(head, "span"), activation: html(head, "span") };
  made.neurons = layer.neurons.map((_, number) => {
    const button = html(place, "button", "neuron");
    button.type = "button";
    button.style.left = `${page.across(at) - page.size / 2}px`;
    button.style.top = `${page.down(at, number) - page.size / 2}px`;
    button.style.width = button.style.height = `${page.size}px`;
    return { button, canvas: html(button, "canvas"), name: html(button, "span", "neuron-name") };
  });
  if (layer.hidden) {
    made.more = html(place, "p", "network-more");
    made.more.style.left = `${page.across(at)}px`;
    made.more.style.top = `${page.down(at, layer.neurons.length - 1) + page.size / 2 + 2}px`;
  }
  return made;
}

function legendOf(whole) {
  const legend = html(whole, "ul", "view-legend");
  return [1, -1].map((sign) => {
    const entry = html(legend, "li"), line = svg(entry, "svg", { viewBox: "0 0 34 14", class: "strand", "aria-hidden": "true" });
    return { sign, entry, line: svg(line, "path", { d: "M2 7H32" }), text: html(entry, "span") };
  });
}

/** Choosing a neuron: by pointing, by touch, or with the arrow keys once one has the focus. */
function moves(made) {
  const choose = (layer, at, focus) => {
    made.chosen = [layer, at];
    made.pointed = true;
    made.redraw();
    if (focus) made.layers[layer].neurons[at].button.focus();
  };
  made.layers.forEach((layer, place) => layer.neurons.forEach(({ button }, at) => {
    button.addEventListener("pointerenter", () => choose(place, at));
    button.addEventListener("focus", () => choose(place, at));
    button.addEventListener("click", () => choose(place, at));
  }));
  const release = () => {
    made.pointed = false;
    made.redraw();
  };
  made.place.addEventListener("pointerleave", release);
  made.place.addEventListener("focusout", release);
  made.place.addEventListener("keydown", (event) => {
    const [layer, at] = made.chosen, count = (place) => made.layers[place].neurons.length;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key], turn = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if ((!step && !turn) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = Math.min(made.layers.length - 1, Math.max(0, layer + (step || 0)));
    const middle = (count(next) - count(layer)) / 2;
    const row = step ? Math.round(at + middle) : at + turn;
    choose(next, Math.min(count(next) - 1, Math.max(0, row)), true);
  });
}

function paintStrands(made, data, ink) {
  const [layer, at] = made.chosen;
  data.gaps.forEach((gap, place) => gap.weights.forEach((row, out) => row.forEach((weight, into) => {
    const path = made.strands[place][out][into];
    const look = strand(weight || 0, gap.most, ink, gap.signed);
    const touches = (place === layer && into === at) || (place === layer - 1 && out === at);
    set(path, { stroke: look.colour, "stroke-width": weight === null ? 0 : look.width, opacity: made.pointed && !touches ? 0.12 : 1 });
  })));
}

function paintAll(element, made, data, { t, theme }) {
  const ink = inks(colours(element, "ink", "paper", "muted", "line", "accent", "positive", "negative", "wrong"), data, theme);
  const [layer, at] = made.chosen, shownOne = data.layers[layer].neurons[at];
  set(made.place, { "aria-label": data.title });
  paintStrands(made, data, ink);
  data.layers.forEach((one, place) => {
    const parts = made.layers[place];
    say(parts.name, one.name);
    say(parts.size, data.image && !place ? one.neurons[0].name : one.size);
    say(parts.activation, one.activation);
    if (parts.more) say(parts.more, "… " + t("page.view.more", { count: one.hidden }));
    one.neurons.forEach((neuron, number) => {
      const { button, canvas, name } = parts.neurons[number], chosen = place === layer && number === at;
      set(button, { "aria-label": `${neuron.title}. ${neuron.words}`, tabindex: chosen ? 0 : -1 });
      button.classList.toggle("chosen", chosen);
      const key = JSON.stringify([neuron, theme, made.page.size]);
      if (canvas.shown !== key) small(canvas, neuron, data, made.page.size - 4, ink);
      canvas.shown = key;
      const named = (place === data.layers.length - 1 || !place) && !neuron.pixels;
      say(name, named ? neuron.name : "");
      name.className = place ? "neuron-name after" : "neuron-name before";
    });
  });
  say(made.heading, shownOne.title);
  say(made.words, shownOne.words);
  large(made.canvas, shownOne, data, Math.min(340, element.clientWidth - 8), ink, layer === data.layers.length - 1);
  for (const { sign, line, text, entry } of made.legend) {
    entry.hidden = !data.gaps.some((gap) => gap.signed);
    const look = strand(sign * data.most, data.most, ink, true);
    set(line, { stroke: look.colour, "stroke-width": look.width });
    say(text, t("page.view.weight", { value: (sign > 0 ? "+" : "−") + shown(data.most) }));
  }
  say(made.keys, t("page.view.neuron_keys"));
}

export function draw(element, data, page) {
  const room = roomFor(element);
  const key = JSON.stringify([room, data.reading, data.layers.map((layer) => [layer.neurons.length, layer.hidden])]);
  const made = parts(element, key, data, (figure) => build(figure, data, room));
  made.redraw = () => paintAll(element, made, data, page);
  made.redraw();
  onWidth(element, () => draw(element, data, page));
}

/** The width of the diagram: all there is, less the detail's where both stand side by side. */
function roomFor(element) {
  const width = Math.floor(element.clientWidth) || 700;
  return width > 900 ? width - 380 : width;
}
