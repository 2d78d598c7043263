// What the command line calls check and range: the gradient held against others, and which learning rates work.
import { html, useState } from "./vendor/preact.js";
import { Markup } from "./fragment.js";
import { useFeed, useTick } from "./live.js";

export function Tools({ study, api, t }) {
  return html`${["check", "range"].map((job) => html`<${Tool} key=${job} job=${job} study=${study} api=${api} t=${t} />`)}`;
}

function Tool({ job, study, api, t }) {
  const [feed, watch] = useFeed(), [problem, setProblem] = useState("");
  useTick(feed);
  const start = async () => {
    setProblem("");
    try { watch((await api.start(job, { study })).run); } catch (error) { setProblem(error.message); }
  };
  const waiting = feed && !feed.answer && !feed.refused && !feed.ended;
  return html`<details class="tool" data-tool=${job}>
    <summary><h2>${t(`page.tool.${job}`)}</h2></summary>
    <p>${t(`page.tool.${job}.about`)}</p>
    <p><button type="button" disabled=${waiting} onClick=${start}>${t(`page.tool.${job}.start`)}</button>
      ${waiting && html` <span role="status">${t("page.loading")}</span> <button type="button" onClick=${() => feed.control({ action: "cancel" })}>${t("page.live.stop")}</button>`}</p>
    ${(problem || (feed && (feed.refused || (feed.state.status === "gone" && feed.state.sentence)))) && html`<p class="note" role="alert">${problem || feed.refused || feed.state.sentence}</p>`}
    ${feed && feed.answer && html`<${Markup} markup=${feed.answer.markup} t=${t} />`}
  </details>`;
}
