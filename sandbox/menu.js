/** A button with a sheet of choices: Escape, a choice, or leaving the menu closes it. */

/** Makes the first button of `box` open the `.sheet` in it. */
export function makeMenu(box) {
  const [button, sheet] = [box.querySelector("button"), box.querySelector(".sheet")];
  const close = () => {
    if (sheet.contains(document.activeElement)) button.focus();
    turn(box, false);
  };
  button.addEventListener("click", () => turn(box, sheet.hidden));
  sheet.addEventListener("click", (event) => { if (event.target.closest("button")) close(); });
  box.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  box.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget) closeOthers(relatedTarget); });
}

function turn(box, open) {
  box.querySelector(".sheet").hidden = !open;
  box.querySelector("button").setAttribute("aria-expanded", String(open));
}

/** Closes every open menu but the one this element is in. */
function closeOthers(element) {
  const open = [...document.querySelectorAll(".menu:has(> [aria-expanded=true])")];
  for (const box of open.filter((one) => !one.contains(element))) turn(box, false);
}

document.addEventListener("pointerdown", (event) => closeOthers(event.target));
