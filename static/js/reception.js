// The reception desk. Names are searched here in the page, so that it works without a connection; what is entered is
// kept in the browser first and then sent. Without this script the server searches, and forms are sent at once.

import { folder } from "./folds.js";
import { openKept } from "./kept.js";
import { Outbox } from "./outbox.js";

const SHOWN = 8;
const desk = document.getElementById("reception");
const find = desk.querySelector("[data-find]");
const meet = desk.querySelector("[data-meet]");
const search = find.querySelector("[type=search]");
const results = find.querySelector("[data-results]");
const form = meet.querySelector("form");
const named = meet.querySelector("[data-named]");
const say = desk.querySelector("[data-outbox]");
let people = [];
let folds = null;
let outbox = null;
let mending = null;

const clone = (name) => desk.querySelector(`template[data-of=${name}]`).content.firstElementChild.cloneNode(true);

// Finding

async function load() {
  find.querySelector("[data-loading]").hidden = false;
  try {
    const answer = await fetch(desk.dataset.roster, { redirect: "manual", headers: { Accept: "application/json" } });
    const said = await answer.json();
    folds = folder(said.spellings);
    people = said.people.map(([code, name, born, arrived]) => ({
      code, name, born, arrived, words: name.split(/[\s-]+/).flatMap(folds),
    }));
    find.querySelector("[data-loading]").hidden = true;
    desk.setAttribute("data-ready", "");
    if (search.value) show();
  } catch {
    setTimeout(load, 5000); // until then the server searches
  }
}

/** How well a person fits what was typed: 0 not at all, 2 where each word begins with it. */
function fit(person, asked) {
  const fits = asked.map(({ text, readings }) => {
    if (/\d/.test(text)) return person.born.includes(text) || person.code.includes(text.toUpperCase()) ? 1 : 0;
    if (readings.some((one) => person.words.some((word) => word.startsWith(one)))) return 2;
    return readings.some((one) => one.length > 1 && person.words.some((word) => word.includes(one))) ? 1 : 0;
  });
  return Math.min(...fits);
}

function show() {
  const asked = search.value.trim().split(/\s+/).filter(Boolean).map((text) => ({ text, readings: folds(text) }));
  const ranked = asked.length ? people.map((person) => [fit(person, asked), person]).filter(([found]) => found) : [];
  ranked.sort(([one], [other]) => other - one);
  results.replaceChildren(...ranked.slice(0, SHOWN).map(([, person]) => row(person)));
  find.querySelector("[data-none]").hidden = !asked.length || ranked.length > 0;
  find.querySelector("[data-more]").hidden = ranked.length <= SHOWN;
}

function row(person) {
  const item = clone("person");
  item.querySelector("[data-name]").textContent = person.name;
  item.querySelector("[data-born]").textContent = person.born;
  item.querySelector("[data-arrived]").hidden = !person.arrived;
  item.querySelector("button").addEventListener("click", () => open({ person }));
  return item;
}

search.addEventListener("input", () => folds && show());
find.querySelector("form").addEventListener("submit", (event) => {
  if (!folds) return;
  event.preventDefault();
  results.querySelector("button")?.click();
});
search.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") results.querySelector("button")?.focus();
});

// Meeting

function open({ person = null, kept = null }) {
  form.reset();
  mending = kept;
  form.elements.submission.value = crypto.randomUUID();
  form.elements.entry.value = person?.code ?? "";
  if (kept) fill(kept);
  const code = form.elements.entry.value;
  named.hidden = Boolean(code);
  meet.querySelector("[data-who]").textContent = kept?.label ?? person?.name ?? meet.dataset.unlisted;
  meet.querySelector("[data-why]").textContent = kept?.refused?.join(" ") ?? "";
  find.hidden = true;
  meet.hidden = false;
  scrollTo(0, 0);
  if (code) meet.querySelector("[data-who]").focus();
  else form.elements.surname.focus();
}

function fill(kept) {
  for (const [name, value] of kept.fields) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
}

function close() {
  meet.hidden = true;
  find.hidden = false;
  search.value = "";
  show();
  search.focus();
}

function label() {
  const { entry, surname, given, patronymic } = form.elements;
  const person = people.find(({ code }) => code === entry.value);
  if (person) person.arrived = true;
  if (entry.value) return person?.name ?? meet.querySelector("[data-who]").textContent;
  return [surname, given, patronymic].map((field) => field.value.trim()).filter(Boolean).join(" ");
}

form.addEventListener("submit", async (event) => {
  if (!outbox || !form.reportValidity()) return; // this browser keeps nothing: sent at once, as without the script
  event.preventDefault();
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const { seq, at } = mending ?? {};
  const text = label();
  if (!text) return form.elements.surname.focus();
  form.elements.place.defaultValue = form.elements.place.value;
  try {
    await outbox.keep({ seq, at: at ?? Date.now(), url: form.action, fields, label: text });
  } catch {
    return form.submit();
  }
  close();
});
meet.querySelector("[data-back]").addEventListener("click", (event) => {
  if (!folds) return;
  event.preventDefault();
  close();
});
for (const link of desk.querySelectorAll("[data-unlisted-link]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    open({});
  });
}

// What is kept

function line(text, state, kept = null) {
  const item = clone(state);
  item.querySelector("[data-name]").textContent = text;
  if (kept?.refused) item.querySelector("[data-why]").textContent = kept.refused.join(" ");
  item.querySelector("[data-mend]")?.addEventListener("click", () => open({ kept }));
  item.querySelector("[data-discard]")?.addEventListener("click", () => outbox.discard(kept));
  return item;
}

async function tell() {
  const { forms, others } = await outbox.content();
  const waiting = forms.filter((kept) => !kept.refused);
  const refused = forms.filter((kept) => kept.refused);
  const counts = { waiting: waiting.length, refused: refused.length, others };
  for (const [name, count] of Object.entries(counts)) {
    const sentence = say.querySelector(`[data-${name}]`);
    sentence.hidden = count === 0;
    sentence.querySelector("[data-count]").textContent = count;
  }
  say.querySelector("[data-signed-out]").hidden = outbox.state !== "signed-out";
  say.querySelector("[data-all-sent]").hidden = waiting.length + refused.length > 0 || !outbox.sent.length;
  desk.querySelector("[data-entered]").replaceChildren(
    ...refused.map((kept) => line(kept.label, "refused", kept)),
    ...waiting.toReversed().map((kept) => line(kept.label, "waiting")),
    ...outbox.sent.slice(-5).toReversed().map((text) => line(text, "sent")),
  );
}

async function start() {
  load();
  try {
    const kept = await openKept(desk.dataset.user, desk.dataset.secrets.split(" "));
    outbox = new Outbox(kept, form.elements.csrfmiddlewaretoken.value);
  } catch {
    say.querySelector("[data-cannot]").hidden = false;
    return;
  }
  outbox.addEventListener("change", tell);
  await tell();
  outbox.send();
}

start();
