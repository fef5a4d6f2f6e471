/** A button with a sheet of choices: Escape, a choice, or leaving the menu closes it. */

const EDGE = 6;

/** Makes the first button of `box` open the `.sheet` in it. */
export function makeMenu(box) {
  const [button, sheet] = [box.querySelector("button"), box.querySelector(".sheet")];
  const close = () => {
    if (sheet.contains(document.activeElement)) button.focus();
    turn(box, false);
  };
  button.addEventListener("click", () => turn(box, sheet.hidden));
  sheet.addEventListener("click", (event) => { if (event.target.closest("button")) close(); });
  sheet.addEventListener("submit", close);
  box.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  box.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget) closeOthers(relatedTarget); });
}

function turn(box, open) {
  const sheet = box.querySelector(".sheet");
  sheet.hidden = !open;
  box.querySelector("button").setAttribute("aria-expanded", String(open));
  if (open) keepInside(sheet, box.closest(".screen"));
}

/** Moves an open sheet so far that it can be seen whole in the screen it belongs to. */
function keepInside(sheet, screen) {
  if (!screen) return;
  sheet.style.translate = "none";
  const [own, room] = [sheet.getBoundingClientRect(), screen.getBoundingClientRect()];
  const shift = (from, to, least, most) => Math.max(least - from, Math.min(0, most - to));
  const across = shift(own.left, own.right, room.left + EDGE, room.right - EDGE);
  const down = shift(own.top, own.bottom, room.top + EDGE, room.bottom - EDGE);
  sheet.style.translate = `${across}px ${down}px`;
}

/** Closes every open menu but the one this element is in. */
function closeOthers(element) {
  const open = [...document.querySelectorAll(".menu:has(> [aria-expanded=true])")];
  for (const box of open.filter((one) => !one.contains(element))) turn(box, false);
}

document.addEventListener("pointerdown", (event) => closeOthers(event.target));
