/** The sandbox's page: opens phones for the bot that runs here and keeps them and the panel up to date. */

import { ask } from "./ask.js";
import { element } from "./element.js";
import { Panel } from "./panel.js";
import { LANGUAGES, Phone } from "./phone.js";

const RETRY_SECONDS = 1;
const SHOWN_AT_FIRST = 4;

const shelf = document.querySelector(".phones");
const tabs = document.querySelector(".tabs");
const form = document.querySelector(".add");
const status = document.querySelector(".live");
const bots = new Set();
const phones = [];
const panel = new Panel(document.getElementById("panel"), (count) => drawTabs(count));
let [current, opened] = [null, false];

const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

/** The ids of the bots that have called, the one in the page's address first. */
async function lookForBots() {
  const wanted = new URLSearchParams(location.search).get("bot");
  if (wanted) bots.add(wanted);
  for (;;) {
    const calls = await ask("GET", "/calls").catch(() => []);
    for (const call of calls) bots.add(String(call.bot));
    document.querySelector(".no-bot").hidden = bots.size > 0;
    if (bots.size) return;
    await wait(RETRY_SECONDS);
  }
}

/** The phones this tab showed before it was loaded again, else the newest that exist, else a new one. */
async function openPhones() {
  const people = await ask("GET", "/phone");
  const kept = JSON.parse(sessionStorage.getItem("phones") ?? "null");
  const shown = kept ? people.filter((person) => kept.includes(person.id)) : people.slice(-SHOWN_AT_FIRST);
  for (const person of shown) await open(person);
  if (!phones.length) await add(LANGUAGES[navigator.language.slice(0, 2)] ? navigator.language.slice(0, 2) : "en");
}

async function add(language) {
  await open(await ask("POST", "/phone", { language }));
  look(phones.at(-1).root);
  phones.at(-1).root.scrollIntoView({ block: "nearest", inline: "nearest" });
}

async function open(person) {
  const number = Math.max(0, ...phones.map((phone) => phone.number)) + 1;
  const phone = new Phone(person, number, [...bots][0], { bots, away: putAway });
  await phone.refresh();
  phones.push(phone);
  shelf.append(phone.root);
  phone.toBottom();
  remember();
}

function putAway(phone) {
  phones.splice(phones.indexOf(phone), 1);
  phone.root.remove();
  remember();
  form.querySelector("button").focus();
}

function remember() {
  sessionStorage.setItem("phones", JSON.stringify(phones.map((phone) => phone.person.id)));
  if (current !== panel.root && !phones.some((phone) => phone.root === current)) current = phones[0]?.root ?? panel.root;
  look(current);
}

/** On a narrow screen shows this phone, or the panel, alone. */
function look(root) {
  current = root;
  for (const one of [...phones.map((phone) => phone.root), panel.root]) one.classList.toggle("shown", one === root);
  drawTabs();
  phones.find((phone) => phone.root === root)?.toBottom();
}

function drawTabs(fresh = 0) {
  const focused = [...tabs.children].indexOf(document.activeElement);
  const tab = (root, ...words) => {
    const made = element("button", { type: "button", "aria-current": String(root === current) }, ...words);
    made.addEventListener("click", () => look(root));
    return made;
  };
  const news = fresh && current !== panel.root ? [element("span", { class: "new" }, `+${fresh}`)] : [];
  const ofPhones = phones.map((phone) => tab(phone.root, `${phone.name} · ${phone.language}`));
  tabs.replaceChildren(...ofPhones, tab(panel.root, panel.name, ...news));
  tabs.children[focused]?.focus();
  tabs.querySelector("[aria-current=true]").scrollIntoView({ block: "nearest", inline: "nearest" });
}

function say(state, words) {
  if (status.textContent === words) return;
  status.dataset.state = state;
  status.textContent = words;
}

/** Listens to the sandbox; after every new connection all is read again, because events may have been missed. */
function listen() {
  const events = new EventSource("/events");
  events.addEventListener("open", () => { say("live", "Live"); readAll(); });
  events.addEventListener("message", (event) => heard(JSON.parse(event.data)));
  events.addEventListener("error", async () => {
    say("lost", "Connecting again");
    if (events.readyState !== EventSource.CLOSED) return;
    await wait(RETRY_SECONDS);
    listen();
  });
}

function heard(news) {
  say("live", "Live");
  if (news.panel) panel.refresh();
  if (news.bot !== undefined) bots.add(String(news.bot));
  for (const phone of phones) if (phone.person.id === news.phone && phone.bot === String(news.bot)) phone.refresh();
}

/** After a restart of the sandbox its people are gone: their phones are put away, and one new phone is opened. */
async function readAll() {
  const known = new Set((await ask("GET", "/phone")).map((person) => person.id));
  for (const phone of phones.filter((one) => !known.has(one.person.id))) putAway(phone);
  await Promise.all([panel.refresh(), ...phones.map((phone) => phone.refresh())]);
  if (opened && !phones.length) await openPhones();
}

window.addEventListener("unhandledrejection", (event) => say("lost", event.reason.message));
form.addEventListener("submit", (event) => { event.preventDefault(); if (bots.size) add(form.language.value); });
form.language.append(...Object.entries(LANGUAGES).map(([code, label]) => new Option(label, code)));
shelf.addEventListener("relabel", () => drawTabs());
look(panel.root);
listen();
await lookForBots();
current = null;
await openPhones();
opened = true;
