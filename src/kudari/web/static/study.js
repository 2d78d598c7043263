// The study: its form, and the run beside it.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { watchable } from "./controls.js";
import { StudyForm } from "./form.js";
import { hashOf, studyFromHash } from "./link.js";
import { Live, useFeed } from "./live.js";
import { OneStepPanel } from "./slowly.js";
import { Tools } from "./tools.js";

/** A run and what steers it. */
export function useRun(api, study) {
  const [feed, watch] = useFeed(), [busy, setBusy] = useState(false), [problem, setProblem] = useState("");
  const [speed, chooseSpeed] = useState(undefined), name = useRef("");
  const steps = study ? study.steps || 1000 : 1000;
  const shown = speed === undefined ? watchable(steps) : speed;

  const begin = async (values) => {
    setBusy(true);
    setProblem("");
    try {
      const said = await api.start("live", values);
      name.current = said.name;
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

export function StudyPage({ query, choices, t, language, api, themed }) {
  const [study, change] = useState(null), [refused, setRefused] = useState(null), [problem, setProblem] = useState("");
  const run = useRun(api, study), [kept, setKept] = useState("");
  useEffect(() => {
    if (!choices) return;
    try {
      change(studyFromHash(location.hash, choices) || choices.studies[0].study);
    } catch (error) {
      setProblem(t("page.link.damaged"));
      change(choices.studies[0].study);
    }
  }, [choices, query]);
  const setStudy = (next) => {
    change(next);
    history.replaceState(null, "", hashOf(next, choices));
  };
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
          refused=${refused} themed=${themed} language=${language} tryThis=${(settings, method) => setStudy(withSettings(study, settings, method))} ended=${() => setKept(run.name.current)} />
        ${kept && kept === run.name.current && html`<${Saved} name=${run.name.current} t=${t} />`}
        <${OneStepPanel} study=${study} api=${api} t=${t} language=${language} />
        <${Tools} study=${study} api=${api} t=${t} language=${language} />
      </section>
    </div>`;
}

function Saved({ name, t }) {
  return html`<p class="saved"><a href=${`#/saved/${encodeURIComponent(name)}`}>${t("page.live.saved", { name })}</a></p>`;
}

/** The study with settings as the command line's --set takes them. */
export function withSettings(study, settings, label) {
  let next = structuredClone(study);
  for (const [key, value] of Object.entries(settings)) {
    const [head, ...tail] = key.split(".");
    if (["problem", "stop", "vary"].includes(head) && tail.length) {
      next[head] = { ...next[head], [tail.join(".")]: value };
    } else if (key === "changes") {
      delete next.changes;
    } else if (key === "methods") {
      next.methods = String(value).split(",").map((name) => ({ name }));
    } else if (FIELDS.includes(key)) {
      next[key] = value;
    } else {
      next.methods = next.methods.map((method) => (concerns(method, head, tail, label, next) ? { ...method, [tail.length ? tail.join(".") : head]: [Number(value)] } : method));
    }
  }
  return next;
}

const FIELDS = ["name", "seeds", "steps", "record_every", "evaluate_every", "probe_every", "measures", "order", "gradient", "difference_step", "precision"];

/** A plain hyperparameter is for the method the advice was given for; `adam.b1` for the method it names. */
function concerns(method, head, tail, label, study) {
  const words = [method.label, method.name, `${method.name}(${method.inner})`];
  if (tail.length) return words.includes(head);
  return study.methods.length === 1 || words.some((one) => one && label.startsWith(one)) || (method.inner && label.startsWith(`${method.name}(${method.inner})`));
}
