/** The sandbox's page: opens phones for the bots that run here and keeps them and the panel up to date. */

import { ask, oneAtATime } from "./ask.js";
import { element } from "./element.js";
import { Panel } from "./panel.js";
import { LANGUAGES } from "./phone.js";
import { Stage } from "./stage.js";

const RETRY_SECONDS = 1;

const wanted = new URLSearchParams(location.search);
const shelf = document.querySelector(".phones");
const tabs = document.querySelector(".tabs");
const form = document.querySelector(".add");
const status = document.querySelector(".live");
const bots = new Set([wanted.get("bot"), wanted.get("team")].filter(Boolean));
const panel = new Panel(document.getElementById("panel"), (count) => drawTabs(count));
const stage = new Stage(shelf, bots, wanted.get("team") ?? "", () => remember());
let [current, opened, drawn] = [null, false, ""];
stage.follow = oneAtATime(() => stage.followTeam());

const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

/** The ids of the bots that have called, those in the page's address first. */
async function lookForBots() {
  for (;;) {
    const called = await ask("GET", "/bots").catch(() => []);
    for (const bot of called) bots.add(String(bot.id));
    document.querySelector(".no-bot").hidden = bots.size > 0;
    if (bots.size) return;
    await wait(RETRY_SECONDS);
  }
}

async function openPhones() {
  await stage.open();
  const own = navigator.language.slice(0, 2);
  if (!stage.of("reporter").length) await add("reporter", LANGUAGES[own] ? own : "en");
}

async function add(role, language) {
  const phone = await stage.add(role, language);
  look(phone.root);
}

function remember() {
  if (current !== panel.root && !stage.phones.some((phone) => phone.root === current)) current = stage.phones[0]?.root ?? panel.root;
  show(current);
}

/** On a narrow screen shows this phone, or the panel, alone. */
function show(root) {
  current = root;
  for (const one of [...stage.phones.map((phone) => phone.root), panel.root]) one.classList.toggle("shown", one === root);
  drawTabs();
  const phone = stage.phones.find((one) => one.root === root);
  phone?.toBottom();
  if (phone?.chat) phone.refresh();
}

/** The same, and on a wide one brings it into view. */
function look(root) {
  show(root);
  root.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Draws the tabs anew if anything on them has changed; `fresh` rows have come into the panel. */
function drawTabs(fresh = 0) {
  const state = JSON.stringify([stage.phones.map((phone) => [phone.root.dataset.name, phone.language, phone.unread, phone.root === current]), panel.name, fresh]);
  if (state === drawn) return;
  drawn = state;
  const focused = [...tabs.children].indexOf(document.activeElement);
  const tab = (root, ...words) => {
    const made = element("button", { type: "button", "data-testid": "tab", "aria-current": String(root === current) }, ...words);
    for (const name of ["tone", "name"]) if (root.dataset[name]) made.dataset[name] = root.dataset[name];
    made.addEventListener("click", () => look(root));
    return made;
  };
  const news = fresh && current !== panel.root ? [element("span", { class: "new" }, `+${fresh}`)] : [];
  tabs.replaceChildren(...stage.phones.map((phone) => tab(phone.root, ...tabWords(phone))), tab(panel.root, panel.name, ...news));
  tabs.children[focused]?.focus();
  const chosen = tabs.querySelector("[aria-current=true]");
  if (chosen) tabs.scrollLeft = chosen.offsetLeft + chosen.offsetWidth / 2 - tabs.clientWidth / 2;
}

function tabWords({ name, role, language, unread }) {
  const count = unread ? [element("span", { class: "new", "aria-label": `${unread} unread` }, String(unread))] : [];
  return [stage.team && role === "group" ? name : `${name} · ${language}`, ...count];
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
  if (news.people && opened && stage.team) stage.follow();
  const id = news.group ?? news.phone;
  for (const phone of stage.phones) if (phone.person.id === id && phone.bot === String(news.bot)) phone.refresh();
}

/** After a restart of the sandbox its people are gone: their phones are put away, and one new phone is opened. */
async function readAll() {
  if (opened) await stage.follow();
  await Promise.all([panel.refresh(), ...stage.phones.map((phone) => phone.refresh())]);
  if (opened && !stage.of("reporter").length) await openPhones();
}

window.addEventListener("unhandledrejection", (event) => say("lost", event.reason.message));
form.addEventListener("submit", (event) => { event.preventDefault(); if (bots.size) add(form.whose.value, form.language.value); });
form.language.append(...Object.entries(LANGUAGES).map(([code, label]) => new Option(label, code)));
form.whose.hidden = !stage.team;
document.body.classList.toggle("with-team", Boolean(stage.team));
for (const event of ["relabel", "unread"]) shelf.addEventListener(event, () => drawTabs());
shelf.addEventListener("look", (event) => look(event.target));
show(panel.root);
listen();
await lookForBots();
current = null;
await openPhones();
opened = true;
if (stage.team) stage.follow();
