// Questions to the server. Each answer is JSON; a refusal is an Error whose message is a sentence.
import { language } from "./words.js";

async function post(path, values) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ language, ...values }),
  });
  const said = await answer.json().catch(() => ({ error: `${answer.status}` }));
  if (!answer.ok) throw new Error(said.error);
  return said;
}

/** A question that is answered at once. */
export const ask = (job, values) => post(`/api/ask/${job}`, values);

/** A study, race or other long job: {run, name}. */
export const start = (job, values) => post(`/api/start/${job}`, values);

/** Keep a person's table on the server: {data}, its name there. */
export async function upload(file) {
  const answer = await fetch(`/api/upload?language=${language}`, { method: "POST", body: file });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.error);
  return said;
}

/** Where a file of a stored study is fetched. */
export const fileAddress = (name, file) => `/api/file/${encodeURIComponent(name)}/${encodeURIComponent(file)}`;
