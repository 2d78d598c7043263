// The study: its form, and the run beside it.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { watchable } from "./controls.js";
import { StudyForm } from "./form.js";
import { hashOf, studyFromHash } from "./link.js";
import { Live, useFeed } from "./live.js";
import { OneStepPanel } from "./slowly.js";
import { Tools } from "./tools.js";

const LAST = "kudari-run";

/** The name of the run that was begun at this address, in this tab; storage may be forbidden. */
function recalled() {
  try {
    const { at, name } = JSON.parse(sessionStorage.getItem(LAST)) || {};
    return at === location.hash ? name : "";
  } catch { return ""; }
}

function recall(name) {
  try { sessionStorage.setItem(LAST, JSON.stringify({ at: location.hash, name })); } catch { /* Then it is found in the history. */ }
}

/** A run and what steers it. */
export function useRun(api, study) {
  const [feed, watch] = useFeed(), [busy, setBusy] = useState(false), [problem, setProblem] = useState("");
  const [speed, chooseSpeed] = useState(undefined), name = useRef("");
  useEffect(() => {
    // Whoever loads the page again, or comes back to it, finds his run again.
    const last = recalled();
    if (last) comeBack(last).catch(() => {});
  }, []);
  const comeBack = async (last) => {
    const { entries } = await api.ask("history", {});
    if (!entries.some((entry) => entry.name === last)) return;
    const { run } = await api.start("open", { name: last });
    if (name.current) return;
    name.current = last;
    watch(run);
  };
  const steps = study ? study.steps || 1000 : 1000;
  const shown = speed === undefined ? watchable(steps) : speed;

  const begin = async (values) => {
    setBusy(true);
    setProblem("");
    try {
      const said = await api.start("live", values);
      name.current = said.name;
      recall(said.name);
      watch(said.run);
    } catch (error) {
      setProblem(error.message);
    }
    setBusy(false);
  };
  return {
    feed, busy, problem, speed: shown, name,
    run: (paused) => begin({ study, paused, speed: shown, name: study.name || study.problem?.name || "study" }),
    resume: (folder) => begin({ name: folder || name.current, resume: true, speed: shown }),
    setSpeed: (chosen) => { chooseSpeed(chosen); if (feed) feed.control({ action: "speed", speed: chosen }); },
  };
}

export function StudyPage({ visit, choices, t, language, api, themed }) {
  const [study, change] = useState(null), [refused, setRefused] = useState(null), [problem, setProblem] = useState("");
  const run = useRun(api, study), [kept, setKept] = useState("");
  // The address is read when somebody comes by it, and not when the language is another.
  useEffect(() => {
    if (!choices) return;
    setProblem("");
    try {
      change(studyFromHash(location.hash, choices) || choices.studies[0].study);
    } catch (error) {
      setProblem(t("page.link.damaged"));
      change(choices.studies[0].study);
    }
  }, [Boolean(choices), visit]);
  /** The next study, or a function of the one that is chosen by then; the address follows. */
  const setStudy = (next) => change((old) => {
    const chosen = typeof next === "function" ? next(old) : next;
    history.replaceState(null, "", hashOf(chosen, choices));
    return chosen;
  });
  if (!study) return html`<p class="waiting">${t("page.loading")}</p>`;
  return html`
    <h1 class="unseen">${t("page.menu.study")}</h1>
    ${problem && html`<p class="note" role="alert">${problem}</p>`}
    <div class="workbench">
      <section class="form-side" aria-label=${t("page.form.title")}>
        <${StudyForm} study=${study} setStudy=${setStudy} choices=${choices} t=${t} language=${language} api=${api} onCost=${(cost) => setRefused(cost && cost.refused)} />
      </section>
      <section class="run-side" aria-label=${t("page.live.title")}>
        ${run.problem && html`<p class="note" role="alert">${run.problem}</p>`}
        <${Live} feed=${run.feed} t=${t} run=${run.run} resume=${() => run.resume()} speed=${run.speed} setSpeed=${run.setSpeed} busy=${run.busy}
          refused=${refused} themed=${themed} language=${language} tryThis=${setStudy} ended=${(status) => { if (status !== "gone") setKept(run.name.current); }} />
        ${kept && kept === run.name.current && html`<${Saved} name=${run.name.current} t=${t} />`}
        <${OneStepPanel} study=${study} api=${api} t=${t} language=${language} />
        <${Tools} study=${study} api=${api} t=${t} language=${language} />
      </section>
    </div>`;
}

function Saved({ name, t }) {
  return html`<p class="saved"><a href=${`#/saved/${encodeURIComponent(name)}`}>${t("page.live.saved", { name })}</a></p>`;
}
