// Images in tiles: examples with what a network says of them, or weights.
import { bytes, colours, diverging, greys, html, paint, parts, say, scaleBar, set } from "./drawing.js";

function build(figure, data) {
  const list = html(figure, "ul", data.signed ? "tiles tiles-weights" : "tiles");
  const tiles = data.tiles.map(() => {
    const tile = html(list, "li"), frame = html(tile, "span", "tile-frame");
    const canvas = html(frame, "canvas"), cross = html(frame, "span", "tile-cross", "×");
    set(canvas, { role: "img" });
    set(cross, { "aria-hidden": "true" });
    const name = html(tile, "span", "tile-name");
    const words = { name: html(name, "b"), share: html(name, "span"), note: html(tile, "span", "tile-note") };
    // The picture's label says all of it.
    for (const word of [name, words.note]) set(word, { "aria-hidden": "true" });
    return { tile, canvas, ...words };
  });
  return { tiles, scale: data.signed ? scaleBar(figure) : null };
}

export function draw(element, data, { t, theme }) {
  const { tiles, scale } = parts(element, `${data.shape} ${data.tiles.length} ${data.signed}`, data, (f) => build(f, data));
  const palette = colours(element, "ink", "paper", "positive", "negative");
  const table = data.signed ? diverging(palette) : greys(palette);
  const [rows, columns] = data.shape;
  const key = JSON.stringify([palette, theme]);
  data.tiles.forEach((one, at) => {
    const { tile, canvas, name, share, note } = tiles[at];
    if (canvas.shown !== one.pixels + key) {
      const values = one.pixels === null ? new Uint8Array(rows * columns).fill(data.signed ? 128 : 0) : bytes(one.pixels);
      paint(canvas, rows, columns, values, table);
      canvas.shown = one.pixels + key;
    }
    set(canvas, { "aria-label": one.words });
    canvas.title = one.words;
    tile.classList.toggle("wrong", Boolean(one.wrong));
    tile.classList.toggle("lost", one.pixels === null);
    say(name, one.name);
    say(share, one.share || "");
    say(note, one.pixels === null ? t("page.view.lost") : one.note || "");
  });
  if (scale) scale(data.scale, data.most, table);
}
