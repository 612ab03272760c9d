// How numbers, times and names are written on this page.

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const dayName = new Intl.DateTimeFormat(undefined, { weekday: "long", month: "long", day: "numeric" });
const shortDay = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });

export const timeOf = (iso) => clock.format(new Date(iso));

export function dayOf(iso) {
  const day = new Date(iso);
  return day.toDateString() === new Date().toDateString() ? "Today" : dayName.format(day);
}

export function briefTime(iso) {
  const day = new Date(iso);
  return day.toDateString() === new Date().toDateString() ? clock.format(day) : shortDay.format(day);
}

export function numberOf(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

// `Dr. Osei` from `"Dr. Osei" <osei@clinic.example>`; the address when there is no name.
export function personOf(address) {
  const parts = /^\s*"?([^"<]*?)"?\s*<[^>]*>\s*$/.exec(address);
  return parts && parts[1] ? parts[1] : address;
}

export const nameOf = (phone) => phone.name || numberOf(phone.number);

export function paintFace(face, phone) {
  face.textContent = phone.name ? phone.name.trim().slice(0, 1).toUpperCase() : phone.number.slice(-2);
  // The same person keeps the same colour from visit to visit.
  face.dataset.tone = String([...phone.number].reduce((sum, digit) => sum * 7 + digit.charCodeAt(0), 0) % 6);
}

// Everything people typed goes through here: text, never markup.
export function make(tag, words = "", className = "") {
  const element = document.createElement(tag);
  element.textContent = words;
  if (className) element.className = className;
  return element;
}

export const find = (id) => document.getElementById(id);

export async function ask(path, options = {}) {
  const response = await fetch(path, options);
  if (response.status === 204) return null;
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail || "That did not work.");
  return body;
}

export const tell = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
