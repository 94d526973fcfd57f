// What went wrong, where everybody sees it; null clears it.

import { byId } from "../base/elements.js";

export function tell(problem) {
  const place = byId("problems");
  place.hidden = !problem;
  place.textContent = problem ?? "";
}
