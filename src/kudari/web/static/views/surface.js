// The loss over two parameters as a surface that can be turned, with the paths of the runs on it.
import { flat } from "./flat.js";
import { heights, lifted, open } from "./heights.js";

const HERE = import.meta.url;
const CONFIG = { plotlyServerURL: "", displaylogo: false, displayModeBar: false, modeBarButtonsToRemove: ["sendChartToCloud"], scrollZoom: false, doubleClick: "reset" };
const SYMBOLS = { o: "circle", s: "square", "*": "diamond", x: "x" };

const drawn = new Map();
let library = null;

/** Whether this browser draws in three dimensions: plotly.js itself would fail without a word. */
function hasWebGL() {
  const context = document.createElement("canvas").getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return Boolean(context);
}

/** plotly.js, fetched when the first surface is asked for; its styles come as a file, since none may be inline. */
function plotly() {
  library ??= new Promise((resolve, reject) => {
    const style = document.createElement("link");
    // plotly.js looks for an element of this name and class, and then writes no styles of its own.
    Object.assign(style, { id: "plotly.js-style-global", className: "no-inline-styles", rel: "stylesheet", href: new URL("surface.css", HERE).href });
    const script = document.createElement("script");
    script.src = new URL("../vendor/plotly-gl3d.js", HERE).href;
    style.onload = () => document.head.append(script);
    script.onload = () => resolve(window.Plotly);
    style.onerror = script.onerror = () => { library = null; reject(new Error(script.src)); };
    document.head.append(style);
  });
  return library;
}

/** Draw a surface into an element, or move its paths; without WebGL, the contour with a sentence. */
export function draw(element, data, { t, theme }) {
  const view = drawn.get(element) ?? begin(element);
  Object.assign(view, { data, t, theme });
  if (view.flat) return flat(element, data, t);
  if (!view.busy) view.busy = show(view).finally(() => { view.busy = null; if (view.data !== view.shown) draw(element, view.data, view); });
  return view.busy;
}

/** Give back what the surfaces hold whose elements have gone: a browser has few WebGL contexts. */
function tidy() {
  for (const [element, view] of drawn) {
    if (element.isConnected) continue;
    view.observer?.disconnect();
    if (view.kept) window.Plotly.purge(view.plot);
    drawn.delete(element);
  }
}

function begin(element) {
  tidy();
  const view = { element, flat: !hasWebGL() };
  drawn.set(element, view);
  return view;
}

async function show(view) {
  const { data, t, theme } = view;
  view.shown = data;
  if (!view.plot) frame(view);
  let Plotly;
  try {
    Plotly = await plotly();
  } catch {
    view.flat = true;
    flat(view.element, data, t);
    return;
  }
  const panel = data.chart.panels[0], all = traces(data, theme);
  const kept = JSON.stringify([theme, data.height, panel.x, panel.y, panel.layers.map((layer) => [layer.kind, layer.name, layer.look, layer.kind === "field" ? layer.z : 0])]);
  if (view.kept === kept) {
    const paths = all.slice(1), each = (name) => paths.map((path) => path[name]);
    await Plotly.restyle(view.plot, { x: each("x"), y: each("y"), z: each("z"), customdata: each("customdata") }, paths.map((_, at) => at + 1));
  } else {
    view.camera ??= camera(all[0], view.plot);
    await Plotly.react(view.plot, all, layout(view), CONFIG);
    beside(view);
    view.kept = kept;
  }
}

/** The places of the surface, its bar and legend, and of the hint how to turn it. */
function frame(view) {
  const { element, t, data } = view, make = (kind) => element.appendChild(document.createElement("div")).classList.add(kind) ?? element.lastChild;
  element.textContent = "";
  [view.plot, view.bar, view.legend] = ["surface", "surface-bar", "surface-legend"].map(make);
  const hint = element.appendChild(document.createElement("p"));
  hint.className = "hint";
  hint.textContent = t("page.view.surface.hint");
  view.plot.tabIndex = 0;
  view.plot.setAttribute("role", "img");
  view.plot.setAttribute("aria-label", `${data.chart.title}. ${t("page.view.surface.hint")}`);
  view.plot.addEventListener("keydown", (event) => turn(view, event));
  view.observer = new ResizeObserver(() => { if (view.kept && view.plot.clientWidth) window.Plotly.relayout(view.plot, { height: tall(view), width: view.plot.clientWidth }); });
  view.observer.observe(view.plot);
}

function tall(view) { return Math.round(Math.min(540, Math.max(320, view.plot.clientWidth * 0.72))); }

/** The same bar and legend as below the contour. */
function beside(view) {
  const layers = view.data.chart.panels[0].layers, named = layers.filter((layer) => layer.name);
  view.bar.replaceChildren(window.kudari.bar(layers.find((layer) => layer.kind === "field")));
  // Dashes would break up a path that goes to and fro: here all lines are solid.
  const solid = named.map((layer) => layer.kind === "line" ? { ...layer, look: { ...layer.look, dashes: [] } } : layer);
  view.legend.replaceChildren(...(named.length ? [window.kudari.legend(solid)] : []));
}

/** From where the surface is seen first: from its lower side, so that no wall hides its valleys. */
function camera(ground, plot) {
  const angle = open(ground.z) * Math.PI / 180, far = plot.clientWidth < 520 ? 1.6 : 1.12;
  return { eye: { x: far * 1.1 * Math.cos(angle), y: far * 1.1 * Math.sin(angle), z: far * 1.25 }, center: { x: 0, y: 0, z: -0.14 } };
}

/** Arrow keys turn the surface, + and − bring it nearer and farther, Home turns it back. */
function turn(view, event) {
  const scene = view.plot._fullLayout?.scene?._scene;
  const turns = { ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1], "+": [0, 0, 0.9], "-": [0, 0, 1.1], Home: [] };
  if (!scene || !(event.key in turns) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const camera = scene.getCamera(), [round = 0, up = 0, far = 1] = turns[event.key];
  const { x, y, z } = camera.eye, size = Math.hypot(x, y, z) * far;
  const angle = Math.atan2(y, x) + round, height = Math.min(1.5, Math.max(0.02, Math.asin(z / Math.hypot(x, y, z)) + up));
  const eye = { x: size * Math.cos(height) * Math.cos(angle), y: size * Math.cos(height) * Math.sin(angle), z: size * Math.sin(height) };
  window.Plotly.relayout(view.plot, { "scene.camera": event.key === "Home" ? view.camera : { ...camera, eye } });
}

function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#888888"; }

function layout(view) {
  const { data, plot } = view, panel = data.chart.panels[0];
  const font = { family: getComputedStyle(document.body).fontFamily, size: 12, color: colour("--soft") };
  const axis = (title, range) => ({
    title: { text: title, font: { ...font, color: colour("--ink") } }, tickfont: font, range, nticks: 6, gridcolor: colour("--rule"), zeroline: false,
    showspikes: false, linecolor: colour("--soft"), showbackground: false
  });
  const wide = panel.x.range[1] - panel.x.range[0], deep = panel.y.range[1] - panel.y.range[0], largest = Math.max(wide, deep);
  const z = axis(data.height.label);
  if (data.height.ticks) Object.assign(z, { tickvals: data.height.ticks.map((tick) => tick[0]), ticktext: data.height.ticks.map((tick) => tick[1]) });
  return {
    width: plot.clientWidth, height: tall(view), margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: "rgba(0,0,0,0)", showlegend: false, font,
    hoverlabel: { font: { ...font, color: colour("--ink") }, bgcolor: colour("--raised"), bordercolor: colour("--rule") },
    scene: {
      uirevision: "camera", dragmode: "turntable", camera: view.camera, xaxis: axis(panel.x.label, panel.x.range), yaxis: axis(panel.y.label, panel.y.range), zaxis: z,
      aspectmode: "manual", aspectratio: panel.equal ? { x: 1.1 * wide / largest, y: 1.1 * deep / largest, z: 0.75 } : { x: 1.1, y: 1.1, z: 0.75 }
    }
  };
}

/** The surface, and every line and mark of the chart on it. */
function traces(data, theme) {
  const panel = data.chart.panels[0], field = panel.layers.find((layer) => layer.kind === "field");
  const words = { x: panel.x.label, y: panel.y.label, loss: field.label };
  const ground = surface(field, data.height, words, theme);
  const step = 0.012 * (ground.cmax - ground.cmin);
  const reading = (name) => `${name ? `${name}<br>` : ""}${words.loss} %{customdata:.4g}<br>${words.x} %{x:.4g}<br>${words.y} %{y:.4g}<extra></extra>`;
  const seen = (value, range) => value !== null && value >= range[0] && value <= range[1];
  const paths = panel.layers.filter((layer) => layer.kind === "line" || layer.kind === "points").map((layer) => {
    const inside = layer.x.map((x, at) => seen(x, panel.x.range) && seen(layer.y[at], panel.y.range));
    const place = layer.x.map((x, at) => inside[at] ? lifted(field, data.height, x, layer.y[at], layer.z[at]) + (layer.kind === "points" ? 2.5 : 1) * step : null);
    const trace = { type: "scatter3d", x: layer.x, y: layer.y, z: place, customdata: layer.z, hovertemplate: reading(layer.name), hoverinfo: layer.name ? undefined : "skip" };
    const shade = layer.look[theme];
    return layer.kind === "line"
      ? { ...trace, mode: "lines", connectgaps: false, opacity: layer.look.alpha, line: { color: shade, width: 2.2 * layer.look.width } }
      : { ...trace, mode: "markers", marker: { color: shade, size: (layer.look.shape === "*" ? 0.36 : 0.6) * layer.look.size, opacity: layer.look.alpha, symbol: SYMBOLS[layer.look.shape] + (layer.look.hollow ? "-open" : ""), line: { color: shade, width: layer.look.hollow ? 2 : 0 } } };
  });
  return [ground, ...paths];
}

function surface(field, height, words, theme) {
  const z = field.y.map((_, j) => field.x.map((_, i) => heights(height, field.z[i][j])));
  const ends = z.flat().filter((value) => value !== null), cmin = Math.min(...ends), cmax = Math.max(...ends);
  const last = field.shades.length - 1;
  return {
    type: "surface", x: field.x, y: field.y, z, cmin, cmax, showscale: false,
    colorscale: field.shades.map((shade, at) => [at / last, shade[theme]]),
    customdata: field.y.map((_, j) => field.x.map((_, i) => field.z[i][j])),
    hovertemplate: `${words.loss} %{customdata:.4g}<br>${words.x} %{x:.3g}<br>${words.y} %{y:.3g}<extra></extra>`,
    contours: { z: { show: true, usecolormap: false, color: colour("--contour"), width: 1, start: cmin, end: cmax, size: height.scale === "log" ? 0.5 : (cmax - cmin) / 13, highlight: false }, x: { highlight: false }, y: { highlight: false } },
    lighting: { ambient: 0.8, diffuse: 0.45, specular: 0.04, roughness: 0.9, fresnel: 0.05 }, lightposition: { x: -2000, y: -4000, z: 8000 }
  };
}
