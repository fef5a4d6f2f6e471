/** What one message looks like: its text with entities, what is attached to it, and its keyboard. */

import { element, icon } from "./element.js";

export const PLACES = [
  ["Wrzeszcz", 54.3817, 18.605],
  ["Oliwa", 54.41, 18.562],
  ["Nowy Port", 54.403, 18.668],
  ["Śródmieście", 54.35, 18.653],
  ["Gdynia", 54.519, 18.531],
];
/** The kinds of messages a phone can send here, and beside them those it only shows. */
export const KINDS = {
  photo: "Photo", sticker: "Sticker", voice: "Voice message", document: "Document", contact: "Contact", poll: "Poll",
};
const SHOWN = {
  ...KINDS, video: "Video", video_note: "Video message", audio: "Audio", animation: "Animation", dice: "Dice", venue: "Place",
};
const SUMMARY = 60;
const LINK = /(?:https?:\/\/|\bt\.me\/)[^\s<>"]*[\w/=-]/gi;
const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

/**
 * Text cut at every border of an entity, each piece inside all entities that cover it (Bot API, MessageEntity:
 * offsets are UTF-16, as in JavaScript). Commands are buttons where `onCommand` is given.
 */
export function formatted(text, given, onCommand) {
  const entities = given ?? links(text);
  const borders = new Set([0, text.length]);
  for (const entity of entities) borders.add(entity.offset).add(entity.offset + entity.length);
  const cuts = [...borders].filter((at) => at <= text.length).sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index];
    const covering = entities.filter((entity) => entity.offset <= start && end <= entity.offset + entity.length);
    const piece = document.createTextNode(text.slice(start, end));
    return covering.reduce((inner, entity) => wrapped(inner, entity, onCommand), piece);
  });
}

/** Links in words that came without entities, as Telegram's own server finds them. */
function links(text) {
  return [...text.matchAll(LINK)].map((found) => ({ type: "url", offset: found.index, length: found[0].length }));
}

function wrapped(inner, entity, onCommand) {
  const words = inner.textContent;
  if (TAGS[entity.type]) return element(TAGS[entity.type], {}, inner);
  if (entity.type === "spoiler") return element("span", { class: "spoiler", tabindex: "0" }, inner);
  if (entity.type === "url") return link(/^https?:/i.test(words) ? words : `https://${words}`, inner);
  if (entity.type === "text_link") return link(entity.url, inner);
  if (entity.type === "phone_number") return element("a", { href: `tel:${words.replace(/[^+\d]/g, "")}` }, inner);
  if (entity.type === "email") return element("a", { href: `mailto:${words}` }, inner);
  if (entity.type !== "bot_command" || !onCommand) return inner;
  const button = element("button", { type: "button", class: "command" }, inner);
  button.addEventListener("click", () => onCommand(words));
  return button;
}

/** A link that leaves the page; anything but the web and Telegram's own scheme stays plain text. */
function link(address, inner, attributes = {}) {
  if (!/^(https?|tg):/i.test(address ?? "")) return inner;
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer", ...attributes }, inner);
}

/** What a service message says, or nothing for another message. */
function service(message) {
  const names = (message.new_chat_members ?? []).map((one) => one.first_name).join(", ");
  const { forum_topic_created: made, forum_topic_edited: edited, left_chat_member: gone } = message;
  if (made) return `Topic: ${made.name}`;
  if (edited) return `Topic renamed: ${edited.name ?? ""}`;
  if (message.forum_topic_closed) return "Topic closed";
  if (message.forum_topic_reopened) return "Topic reopened";
  if (names) return `${names} joined the group`;
  return gone ? `${gone.first_name} left the group` : "";
}

function attached(message, media) {
  const said = service(message);
  if (said) return [element("em", { lang: "en" }, said)];
  if (message.location) return [element("div", { class: "map", lang: "en" }, icon("pin")), placeName(message.location)];
  const kind = Object.keys(SHOWN).find((name) => message[name]);
  if (!kind) return [];
  if (media && kind === "photo") return [photo(message.photo.at(-1))];
  const play = media && kind === "voice" ? [sound(message.voice)] : [];
  const about = details(kind, message[kind]);
  const title = media && kind === "document" ? file(message.document, about) : SHOWN[kind];
  return [badge(title, kind === "document" && media ? "Document" : about, icon("file")), ...play];
}

/** A photo; what is none after all is shown as a badge. */
function photo({ file_id: id, width, height }) {
  const picture = element("img", { src: `/files/${id}`, alt: "Photo", width, height, class: "photo" });
  picture.addEventListener("error", () => picture.replaceWith(badge("Photo", `${width} × ${height}`, icon("file"))));
  return picture;
}

function sound({ file_id: id }) {
  return element("audio", { src: `/files/${id}`, controls: "", preload: "none", "aria-label": "Voice message" });
}

function file({ file_id: id }, name) {
  return element("a", { href: `/files/${id}`, download: name }, name);
}

function placeName({ latitude, longitude }) {
  const near = PLACES.find(([, north, east]) => Math.hypot(north - latitude, east - longitude) < 1e-4);
  return badge(near ? near[0] : "Location", `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`);
}

function badge(title, about, ...before) {
  const words = element("span", {}, element("strong", {}, title), element("small", {}, about));
  return element("div", { class: "attached", lang: "en" }, ...before, words);
}

function details(kind, value) {
  if (kind === "contact") return [value.first_name, value.last_name, value.phone_number].filter(Boolean).join(" ");
  if (kind === "dice") return `${value.emoji} ${value.value}`;
  return value.question ?? value.title ?? value.file_name ?? value.emoji ?? minutes(value.duration);
}

function minutes(seconds) {
  return seconds === undefined ? "" : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Everything inside the bubble but the line with the time; `media` shows pictures and plays voices. */
export function content(message, { onCommand, media } = {}) {
  const words = message.text ?? message.caption ?? "";
  const entities = message.entities ?? message.caption_entities;
  const inside = [...attached(message, media), ...formatted(words, entities, onCommand)];
  return inside.length ? inside : [element("em", { lang: "en" }, "A message of a kind this page does not show")];
}

/** A message in a few words, for a list or an answer. */
export function summary(message) {
  const words = message.text ?? message.caption ?? (service(message) || SHOWN[Object.keys(SHOWN).find((name) => message[name])]);
  const line = (words ?? "A message").replace(/\s+/g, " ");
  return line.length > SUMMARY ? `${line.slice(0, SUMMARY)}…` : line;
}

/** The inline keyboard exactly as sent: rows of buttons; `onPress(row, column)` is called for callbacks. */
export function keyboard(markup, language, onPress) {
  const line = (row, r) => row.map((button, c) => key(button, language, () => onPress(r, c)));
  return (markup?.inline_keyboard ?? []).map((row, r) => element("div", { class: "keys" }, ...line(row, r)));
}

function key(button, language, onPress) {
  const attributes = { class: "key", lang: language, "data-testid": "keyboard-button" };
  if (button.url && /^(https?|tg):/i.test(button.url)) return link(button.url, button.text, attributes);
  const made = element("button", { type: "button", ...attributes }, button.text);
  const copy = () => navigator.clipboard.writeText(button.copy_text.text);
  made.addEventListener("click", button.copy_text ? copy : onPress);
  return made;
}

/** A date in Unix seconds as the time of day here. */
export function clock(date, exact = false) {
  const second = exact ? "2-digit" : undefined;
  return new Date(date * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second });
}
