// The list of phones on the left.

import { ask, briefTime, find, make, nameOf, paintFace, tell } from "./format.js";
import { addToChat, dropFromChat, openChat } from "./chat.js";

const list = find("phone-list");
const phones = new Map();
const unread = new Set();
let chosen = null;

export async function loadPhones() {
  const answer = await ask("/sim/phones");
  phones.clear();
  for (const phone of answer.phones) phones.set(phone.number, phone);
  if (!phones.has(chosen)) chosen = null;
  draw();
  const first = answer.phones[0];
  if (chosen) await openChat(phones.get(chosen));
  else if (first) await choose(first.number);
  else await openChat(null);
}

export function addPhone(phone) {
  const isFirst = phones.size === 0;
  phones.set(phone.number, phone);
  draw();
  if (isFirst || phone.number === chosen) choose(phone.number);
}

export function showText(text) {
  const isFirst = phones.size === 0;
  const phone = phones.get(text.phone) || { number: text.phone, name: "", opted_out: false };
  if (!phone.last_at || text.created_at >= phone.last_at) {
    phone.last_at = text.created_at;
    phone.last_text = text.body;
  }
  const word = text.direction === "inbound" ? text.body.trim().toUpperCase() : "";
  phones.set(phone.number, phone);
  if (phone.number === chosen) addToChat(text);
  else if (text.direction !== "inbound" && text.status === "delivered") unread.add(phone.number);
  if (isFirst) choose(phone.number);
  drawSoon();
  if (word && word.length < 12) refresh(phone.number);
}

export function removeText(text) {
  if (text.phone === chosen) dropFromChat(text.message_sid);
}

// STOP and START change a phone; which words those are is the carrier's business, so it is asked.
async function refresh(number) {
  const answer = await ask("/sim/phones");
  const phone = answer.phones.find((one) => one.number === number);
  if (!phone) return;
  const before = phones.get(number);
  phones.set(number, phone);
  if (before && before.opted_out !== phone.opted_out && number === chosen) find("stopped").hidden = !phone.opted_out;
}

async function choose(number) {
  chosen = number;
  unread.delete(number);
  draw();
  await openChat(phones.get(number));
}

let isDrawing = false;
function drawSoon() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => { isDrawing = false; draw(); });
}

function draw() {
  const focused = document.activeElement?.closest?.("#phone-list button")?.dataset.number;
  const order = [...phones.values()].sort((a, b) => (b.last_at || "").localeCompare(a.last_at || "")).slice(0, 200);
  list.replaceChildren(...order.map(row));
  find("no-phones").hidden = order.length > 0;
  if (focused) list.querySelector(`[data-number="${CSS.escape(focused)}"]`)?.focus();
}

function row(phone) {
  const item = make("li");
  const button = make("button");
  const face = make("span", "", "face");
  face.setAttribute("aria-hidden", "true");
  paintFace(face, phone);
  button.type = "button";
  button.dataset.number = phone.number;
  button.classList.toggle("new", unread.has(phone.number));
  button.setAttribute("aria-current", String(phone.number === chosen));
  const time = make("time", phone.last_at ? briefTime(phone.last_at) : "");
  button.append(face, make("b", nameOf(phone)), time, make("small", phone.last_text || "No texts yet"));
  button.addEventListener("click", () => choose(phone.number));
  item.append(button);
  return item;
}

const form = find("new-phone");
const opener = find("add-phone");

opener.addEventListener("click", () => {
  form.hidden = !form.hidden;
  opener.setAttribute("aria-expanded", String(!form.hidden));
  if (!form.hidden) form.elements.number.focus();
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wrong = form.querySelector(".wrong");
  try {
    const phone = await tell("/sim/phones", { number: form.elements.number.value.trim(), name: form.elements.name.value.trim() });
    wrong.textContent = "";
    form.reset();
    form.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    phones.set(phone.number, phone);
    await choose(phone.number);
    find("words").focus();
  } catch (error) {
    wrong.textContent = error.message;
  }
});
