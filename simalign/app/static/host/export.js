// The results of a class as CSV: one row per seat, with its predictions, its game and the score of the game.

const FORMULA = /^[=+\-@\t\r]/; // what a spreadsheet would take for a formula

// A cell: text that a spreadsheet would take for a formula gets a leading apostrophe.
export function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// course: the state of the class, as its host has it. lesson: the current one. scores: {gain, low, high} by plan.
export function csv(course, lesson, scores) {
  const seats = [...new Set([...course.votes, ...course.games].map((one) => one.seat))].sort((a, b) => a - b);
  const head = ["seat", "lesson", ...lesson.predict.map((one) => one.ask), "game", "team", "cards", "gain", "low", "high"];
  const rows = seats.map((seat) => {
    const vote = course.votes.find((one) => one.seat === seat)?.guesses ?? [];
    const game = course.games.find((one) => one.seat === seat);
    const score = game ? scores.get(game.cards.join(".")) : undefined;
    return [seat, lesson.name, ...lesson.predict.map((_, n) => (Array.isArray(vote[n]) ? vote[n].join(" ") : vote[n])), game ? course.game : null, game?.team, game?.cards.join(" "), score?.gain, score?.low, score?.high];
  });
  return `${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
