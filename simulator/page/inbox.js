// The inbox on the right: a list, and one opened mail in a sandbox.

import { ask, briefTime, find, make, personOf } from "./format.js";

const list = find("mail-list");
const frame = find("letter-html");
const plain = find("letter-text");
const tabs = [find("tab-html"), find("tab-text")];
const unread = new Set();
let mails = [];
let chosen = null;

export async function loadMail() {
  mails = (await ask("/sim/mail")).mail;
  if (!mails.some((mail) => mail.id === chosen)) chosen = null;
  draw();
  if (!chosen && mails.length) await open(mails[0].id);
}

export function addMail(mail) {
  if (mails.some((known) => known.id === mail.id)) return;
  mails = [mail, ...mails].slice(0, 200);
  unread.add(mail.id);
  draw();
  // The first mail opens by itself; later ones must not take away what somebody is reading.
  if (!chosen) open(mail.id);
}

function draw() {
  const focused = document.activeElement?.closest?.("#mail-list button")?.dataset.id;
  list.replaceChildren(...mails.map(row));
  find("no-mail").hidden = mails.length > 0;
  find("letter").hidden = !mails.length;
  find("empty-mail").hidden = !mails.length;
  if (focused) list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}

function row(mail) {
  const item = make("li");
  const button = make("button");
  button.type = "button";
  button.dataset.id = mail.id;
  button.classList.toggle("new", unread.has(mail.id));
  button.setAttribute("aria-current", String(mail.id === chosen));
  button.append(make("span", personOf(mail.to || mail.rcpt_to.join(", "))), make("b", mail.subject || "(no subject)"), make("time", briefTime(mail.received_at)));
  button.addEventListener("click", () => open(mail.id));
  item.append(button);
  return item;
}

async function open(id) {
  chosen = id;
  unread.delete(id);
  draw();
  const mail = await ask(`/sim/mail/${encodeURIComponent(id)}`);
  if (chosen !== id) return;
  find("letter-subject").textContent = mail.subject || "(no subject)";
  find("letter-from").textContent = `${mail.from.replaceAll('"', "")} to ${(mail.to || mail.rcpt_to.join(", ")).replaceAll('"', "")}`;
  plain.textContent = mail.text ?? "This mail has no plain text part.";
  if (mail.html === null) frame.removeAttribute("src");
  else frame.src = `/sim/mail/${encodeURIComponent(id)}/html`;
  const files = mail.attachments.filter((file) => file.disposition === "attachment");
  const attached = find("attached");
  attached.hidden = !files.length;
  attached.textContent = `Attached: ${files.map((file) => file.filename || file.content_type).join(", ")}`;
  tabs[0].disabled = mail.html === null;
  show(mail.html === null ? 1 : tabs[1].ariaSelected === "true" && mail.text !== null ? 1 : 0, false);
}

function show(index, withFocus) {
  tabs.forEach((tab, place) => {
    tab.setAttribute("aria-selected", String(place === index));
    tab.tabIndex = place === index ? 0 : -1;
  });
  frame.hidden = index !== 0;
  plain.hidden = index !== 1;
  if (withFocus) tabs[index].focus();
}

tabs.forEach((tab, index) => {
  tab.addEventListener("click", () => show(index, false));
  tab.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    if (!tabs[1 - index].disabled) show(1 - index, true);
  });
});

find("empty-mail").addEventListener("click", () => ask("/sim/mail", { method: "DELETE" }));
