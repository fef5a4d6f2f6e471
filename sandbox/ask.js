/** How the page talks with the sandbox. */

/** Asks the sandbox; a refusal becomes an Error with the server's own sentence. */
export async function ask(method, path, body) {
  const sent = body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(path, { method, ...sent });
  const words = await answer.text();
  const said = words ? JSON.parse(words) : null;
  if (!answer.ok) throw new Error(said?.error ?? `The sandbox answered ${answer.status}.`);
  return said;
}

/** A reading that never overlaps itself: a call that comes while one is under way is made up for by one more. */
export function oneAtATime(read) {
  let [reading, again] = [null, false];
  const untilQuiet = async () => {
    do { again = false; await read(); } while (again);
  };
  return () => {
    again = true;
    reading ??= untilQuiet().finally(() => { reading = null; });
    return reading;
  };
}
