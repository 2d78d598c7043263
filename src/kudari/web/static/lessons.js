// Lessons: a short text beside the live study it speaks of, with things to try that are checked as done.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { StudyForm } from "./form.js";
import { AGAIN } from "./form-fields.js";
import { same } from "./form-values.js";
import { hashOf } from "./link.js";
import { Live } from "./live.js";
import { Parts } from "./parts.js";
import { useRun } from "./study.js";
import { remember, remembered } from "./words.js";

/** What was done in a lesson, kept in this browser: places of its blocks. */
const done = (name) => new Set(JSON.parse(remembered(`lesson-${name}`) || "[]"));

/** [what a question is answered, why it is not]: asked anew in another language, and again when the server was out of reach. */
function useAnswer(api, job, values, language) {
  const [answer, setAnswer] = useState(null), [problem, setProblem] = useState("");
  useEffect(() => {
    let timer, gone = false;
    const told = (said) => { if (!gone) { setAnswer(said); setProblem(""); } };
    const failed = (error) => {
      if (gone) return;
      setProblem(error.message);
      if (error.offline) timer = setTimeout(ask, AGAIN * 1000);
    };
    const ask = () => api.ask(job, values).then(told, failed);
    ask();
    return () => { gone = true; clearTimeout(timer); };
  }, [language]);
  return [answer, problem];
}

export function LessonsPage({ t, api, language }) {
  const [told, problem] = useAnswer(api, "lessons", {}, language), { lessons } = told || { lessons: [] };
  return html`
    <h1>${t("page.menu.lessons")}</h1>
    <p class="lead">${t("page.lessons.about")}</p>
    ${problem && html`<p class="note" role="alert">${problem}</p>`}
    <ol class="lessons">${lessons.map((one) => html`<li key=${one.name}>
      <a href=${`#/lesson/${one.name}`}><strong>${one.title}</strong></a>
      <p><${Parts} parts=${one.summary} /></p>
      <p class="kind">${t("page.lessons.minutes", { minutes: one.minutes })}${done(one.name).size ? ` · ${t("page.lessons.done", { count: done(one.name).size })}` : ""}</p>
    </li>`)}</ol>`;
}

export function LessonPage({ name, choices, t, api, language, themed }) {
  const [lesson, problem] = useAnswer(api, "lesson", { lesson: name }, language), [study, setStudy] = useState(null), [ran, setRan] = useState(null);
  const [said, setSaid] = useState([]), [finished, setFinished] = useState(done(name)), [refused, setRefused] = useState(null);
  const run = useRun(api, study);
  useEffect(() => { if (lesson) setStudy((old) => old || lesson.study); }, [lesson]);
  const judged = useRef("");
  const judge = () => api.ask("tried", { name: judged.current, lesson: name }).then(({ answers }) => {
    setSaid(answers);
    setFinished((old) => {
      const next = new Set([...old, ...answers.flatMap((one, at) => (one.done ? [at] : []))]);
      remember(`lesson-${name}`, JSON.stringify([...next]));
      return next;
    });
  }, (error) => { if (error.offline) setTimeout(judge, AGAIN * 1000); });
  const ended = () => { judged.current = run.name.current; judge(); };
  // The answers to the last run are told again in another language.
  useEffect(() => { if (judged.current) judge(); }, [language]);
  const note = problem && html`<p class="note" role="alert">${problem}</p>`;
  if (!lesson || !study) return note || html`<p class="waiting">${t("page.loading")}</p>`;
  return html`${note}
    <div class="lesson">
      <article class="lesson-text">
        <p class="kind"><a href="#/lessons">${t("page.menu.lessons")}</a> · ${t("page.lessons.place", { place: lesson.place, of: lesson.of })}</p>
        <h1>${lesson.title}</h1>
        ${lesson.blocks.map((block, at) => html`<${Block} key=${at} block=${block} answer=${said[at]} finished=${finished.has(at)} t=${t} waiting=${study !== ran && study}
          setStudy=${(next) => { setStudy(next); document.querySelector(".lesson-study")?.scrollIntoView({ block: "nearest" }); }} />`)}
        ${lesson.next && html`<p><a class="button" href=${`#/lesson/${lesson.next}`}>${t("page.lessons.next")}</a></p>`}
      </article>
      <section class="lesson-study" aria-label=${t("page.live.title")}>
        ${run.problem && html`<p class="note" role="alert">${run.problem}</p>`}
        <${Live} feed=${run.feed} t=${t} run=${(paused) => { setRan(study); return run.run(paused); }} resume=${() => run.resume()} speed=${run.speed} setSpeed=${run.setSpeed} busy=${run.busy} refused=${refused}
          themed=${themed} language=${language} tryThis=${setStudy} ended=${ended} empty=${t("page.lessons.empty")} />
        <details class="lesson-form"><summary><h2>${t("page.lessons.form")}</h2></summary>
          ${choices && html`<${StudyForm} study=${study} setStudy=${setStudy} choices=${choices} t=${t} language=${language} api=${api} onCost=${(cost) => setRefused(cost && cost.refused)} />`}
          <p><button type="button" data-action="reset" onClick=${() => setStudy(lesson.study)}>${t("page.lessons.reset")}</button>
            ${choices && html` <a href=${hashOf(study, choices)}>${t("page.lessons.open")}</a>`}</p>
        </details>
      </section>
    </div>`;
}

function Block({ block, answer, finished, t, waiting, setStudy }) {
  if (block.kind === "paragraph") return html`<p><${Parts} parts=${block.parts} /></p>`;
  if (block.kind === "formula") return html`<div class="formula"><${Parts} parts=${[{ math: block.math }]} /></div>`;
  if (block.kind === "remember") return html`<p class="remember"><${Parts} parts=${block.parts} /></p>`;
  if (block.kind === "measured") return answer && answer.parts ? html`<p class="measured" role="status"><${Parts} parts=${answer.parts} /></p>` : null;
  if (block.kind === "proof") {
    return html`<details class="proof"><summary>${t("page.lessons.proof")} <${Parts} parts=${block.parts} /></summary>
      ${block.blocks.map((one, at) => html`<${Block} key=${at} block=${one} t=${t} />`)}</details>`;
  }
  return html`<div class="task" data-done=${finished}>
    <p><span class="tick" aria-hidden="true">${finished ? "✓" : "○"}</span> <span class="unseen">${t(finished ? "page.lessons.is_done" : "page.lessons.to_do")}</span>
      <${Parts} parts=${block.parts} /></p>
    ${answer && answer.done && answer.parts && html`<p class="praise" role="status"><${Parts} parts=${answer.parts} /></p>`}
    ${block.hint && html`<details class="hint-box"><summary>${t("page.lessons.hint")}</summary><p><${Parts} parts=${block.hint} /></p></details>`}
    ${Object.keys(block.settings).length > 0 && html`<div><button type="button" data-action="set" onClick=${() => setStudy(block.study)}>${t("page.lessons.set")}</button>${" "}
      <span class="caption" role="status">${waiting && same(waiting, block.study) && t("page.lessons.set_now")}</span></div>`}
  </div>`;
}
