/** Who is on the stage: the reporters' phones, and with a team its group and its colleagues' phones. */

import { ask } from "./ask.js";
import { ColleaguePhone } from "./colleague.js";
import { GroupPhone } from "./group.js";
import { Phone } from "./phone.js";

const SHOWN_AT_FIRST = 4;
const TONES = 6;
const NAMES = {
  reporter: { uk: ["Olena", "Taras", "Solomiia"], pl: ["Zofia", "Marek", "Hanna"], ru: ["Darya", "Timur", "Vera"], en: ["Amina", "Daniel", "Grace"] },
  colleague: { uk: ["Iryna", "Andrii", "Lesia"], pl: ["Ewa", "Jan", "Monika"], ru: ["Svetlana", "Oleg", "Nina"], en: ["Ruth", "Peter", "Joan"] },
};

export class Stage {
  /** `bots` the numbers of the bots, the public one first; `team` that of the team's bot or ""; `onChange` follows. */
  constructor(shelf, bots, team, onChange) {
    Object.assign(this, { shelf, bots, team, onChange, phones: [], people: new Map() });
    shelf.closest("main").classList.toggle("staged", Boolean(team));
  }

  get public() { return [...this.bots].find((bot) => bot !== this.team); }
  person(id) { return this.people.get(id); }
  tone(id) { return [...this.people.keys()].indexOf(id) % TONES; }
  of(role) { return this.phones.filter((phone) => phone.role === role); }

  async readPeople() {
    this.people = new Map((await ask("GET", "/phone")).map((person) => [person.id, person]));
    const groups = this.team ? await ask("GET", "/group") : [];
    this.groups = groups.filter((group) => String(group.bot) === this.team && !group.moved_to);
  }

  get colleagues() { return new Set(this.groups.flatMap((group) => group.members.map(({ id }) => id))); }

  /** The reporters' phones that this tab showed before, else the newest that exist; and all of the team. */
  async open() {
    await this.readPeople();
    const kept = JSON.parse(sessionStorage.getItem("phones") ?? "null");
    const reporters = [...this.people.values()].filter(({ id }) => !this.colleagues.has(id));
    const shown = kept ? reporters.filter((person) => kept.includes(person.id)) : reporters.slice(-SHOWN_AT_FIRST);
    for (const person of shown) await this.show(person);
    await this.showTeam();
  }

  /** Puts whoever is new in the team's groups on the stage and takes off it what is gone. */
  async followTeam() {
    await this.readPeople();
    const groups = new Set(this.groups.map(({ id }) => id));
    const stays = (phone) => (phone.role === "group" ? groups.has(phone.person.id) : this.people.has(phone.person.id));
    for (const phone of this.phones.filter((one) => !stays(one))) this.putAway(phone);
    await this.showTeam();
    for (const group of this.of("group")) group.refresh();
  }

  async showTeam() {
    const shown = new Set(this.phones.filter(({ role }) => role !== "reporter").map((phone) => phone.person.id));
    for (const group of this.groups) if (!shown.has(group.id)) await this.place(new GroupPhone(group, this));
    for (const id of this.colleagues) {
      const person = this.person(id);
      if (person && !shown.has(id)) await this.place(new ColleaguePhone(person, this.team, this, person.name));
    }
  }

  /** Opens a reporter's phone. */
  async show(person) {
    const number = Math.max(0, ...this.of("reporter").map((phone) => phone.number ?? 0)) + 1;
    const phone = new Phone(person, this.public, this, { name: this.team ? person.name : `Phone ${number}` });
    await this.place(Object.assign(phone, { number }));
    return phone;
  }

  /** Reporters stand first, then the group, then the colleagues. */
  async place(phone) {
    if (phone.role !== "group") phone.root.dataset.tone = this.tone(phone.person.id);
    await phone.refresh();
    const order = ["reporter", "group", "colleague"];
    const after = this.phones.findIndex((one) => order.indexOf(one.role) > order.indexOf(phone.role));
    this.phones.splice(after < 0 ? this.phones.length : after, 0, phone);
    this.shelf.insertBefore(phone.root, after < 0 ? null : this.phones[after + 1].root);
    phone.toBottom();
    this.remember();
    phone.show(phone.chat); // now that it can be seen, what it shows is read
  }

  /** Makes somebody with a phone: a reporter, or a colleague, who joins the team's group. */
  async add(role, language) {
    const taken = new Set([...this.people.values()].map(({ name }) => name));
    const names = NAMES[role][language] ?? NAMES[role].en;
    const name = names.find((one) => !taken.has(one)) ?? `${names[0]} ${taken.size}`;
    const person = await ask("POST", "/phone", this.team ? { language, name } : { language });
    this.people.set(person.id, person);
    if (role === "reporter") return this.show(person);
    await ask("POST", `/group/${this.groups[0].id}/join`, { person: person.id });
    await this.follow();
    return this.phones.find((phone) => phone.person.id === person.id);
  }

  putAway(phone) {
    this.phones.splice(this.phones.indexOf(phone), 1);
    phone.root.remove();
    this.remember();
  }

  remember() {
    sessionStorage.setItem("phones", JSON.stringify(this.of("reporter").map((phone) => phone.person.id)));
    this.onChange();
  }

  /** Brings somebody's chat with a bot before the eyes; the phone in hand turns to it if none shows it. */
  async goTo(person, bot, inHand) {
    const shown = this.phones.filter((phone) => phone.role !== "group" && phone.person.id === person);
    const phone = shown.find((one) => one.bot === bot) ?? inHand ?? shown[0];
    if (!phone) return;
    if (phone.bot !== bot) await phone.turnTo(bot);
    await phone.refresh();
    phone.root.dispatchEvent(new Event("look", { bubbles: true }));
  }
}
