// The legend of the loss curves, whose numbers are those under the pointer, else the newest.
import { html } from "./vendor/preact.js";

/** A curve's value at a place of the common axis: where it has none of its own there, its last one before. */
function read(row, place) {
  for (let at = place; at >= 0; at -= 1) if (row[at] !== undefined) return row[at];
  return null;
}

/** The single run nearest to the pointer, in words. */
function nearest(data, singles, curves, place, y, t) {
  if (!singles.length || y === null || place === null) return "";
  const [{ seeds }] = singles, rows = data.slice(1 + 3 * curves);
  const values = rows.map((row) => read(row, place)), known = [...values.keys()].filter((at) => values[at] !== null);
  if (!known.length) return "";
  const gap = (value) => Math.abs(value > 0 && y > 0 ? Math.log(value / y) : value - y);
  const best = known.reduce((so, at) => (gap(values[at]) < gap(values[so]) ? at : so));
  return t("page.live.one", { seed: seeds[best], value: kudari.shown(values[best], 4) });
}

export function Legend({ feed, data, hover: { at, y }, singles, t, look, setLook }) {
  const place = data && data[0].length ? Math.min(at ?? data[0].length - 1, data[0].length - 1) : null;
  const toggle = (number) => {
    const hidden = new Set(look.hidden);
    if (!hidden.delete(number)) hidden.add(number);
    setLook({ hidden });
  };
  return html`
    <ul class="curve-legend">
      <li class="where">${place === null ? "" : t(`page.live.at.${look.by}`, { value: kudari.shown(data[0][place], 5) })} ${nearest(data, singles, feed.begin.curves.length, place, at === null ? null : y, t)}</li>
      ${feed.curves.map((curve, number) => {
        const [median, low, high] = [0, 1, 2].map((edge) => (place === null ? null : read(data[1 + 3 * number + edge], place)));
        return html`<li key=${number}>
          <button type="button" class="curve" aria-pressed=${!look.hidden.has(number)} onClick=${() => toggle(number)}>
            <svg class="swatch series" viewBox="0 0 30 14" aria-hidden="true" ref=${(svg) => svg && coloured(svg, curve.look)}>
              <line x1="1" x2="29" y1="7" y2="7" stroke="currentColor" stroke-width=${curve.look.width} stroke-dasharray=${curve.look.dashes.join(" ")} />
            </svg>
            <span class="name">${curve.name}</span>
            <span class="value">${kudari.shown(median, 4)}${feed.begin.seeds > 1 && low !== null && low !== undefined
              ? html`<small> ${kudari.shown(low, 3)} – ${kudari.shown(high, 3)}</small>` : ""}</span>
          </button></li>`;
      })}
    </ul>`;
}

export function coloured(element, look) {
  element.style.setProperty("--light", look.light);
  element.style.setProperty("--dark", look.dark);
}
