// A long job that answers at its end, as a check, a range and a race do: started, stopped, and how far it is.
import { html, useRef, useState } from "./vendor/preact.js";
import { useFeed, useTick } from "./live.js";

/** One job of this kind at a time: {going, answer, refused, progress, trouble(t), start(values), stop()}. */
export function useJob(api, kind) {
  const [feed, watch] = useFeed(), [problem, setProblem] = useState(""), [asking, setAsking] = useState(false), busy = useRef(false);
  useTick(feed);
  const going = asking || Boolean(feed && !feed.answer && !feed.refused && !feed.ended && !feed.lost);
  const start = async (values) => {
    if (going || busy.current) return null;
    let said = null;
    busy.current = true;
    setAsking(true);
    setProblem("");
    try {
      said = await api.start(kind, values);
      watch(said.run);
    } catch (error) { setProblem(error.message); }
    busy.current = false;
    setAsking(false);
    return said;
  };
  const cut = feed && feed.state.status === "gone" && feed.state.sentence;
  return {
    going, start,
    answer: feed && feed.answer,
    refused: Boolean(feed && feed.refused),
    progress: going && feed ? feed.progress : null,
    trouble: (t) => problem || (feed && (feed.refused || cut || (feed.offline && !feed.answer && t(feed.lost ? "page.live.outside" : "page.live.lost")))) || "",
    stop: () => { if (going && feed) feed.control({ action: "cancel" }); },
  };
}

/** A button that would lose the focus if it were disabled: it says that it can do nothing now, and does nothing. */
export function Act({ off, act, children, ...more }) {
  return html`<button type="button" ...${more} aria-disabled=${Boolean(off)} onClick=${() => off || act()}>${children}</button>`;
}

export const Stop = ({ job, t }) => html`<${Act} data-action="cancel" off=${!job.going} act=${job.stop}>${t("page.live.stop")}<//>`;

/** How far it is, in words and, where that is known, as a bar called `name`; or what went wrong. */
export function Progress({ job, t, name }) {
  const { going, progress } = job, trouble = job.trouble(t);
  return html`<div class="progress" role="status">${going && html`<p>${progress ? progress.words : t("page.loading")}</p>`}</div>
    ${going && name && html`<progress max="1" value=${progress ? progress.share : 0} aria-label=${name}></progress>`}
    ${trouble && html`<p class="note" role="alert">${trouble}</p>`}`;
}
