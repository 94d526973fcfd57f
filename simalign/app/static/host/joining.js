// How to join a class, as its host projects it: the QR code, the address and the code. The host's code is not known here.

import { html, svg } from "../base/elements.js";
import { t } from "../base/text.js";

const BORDER = 4; // modules of white around a QR code, which scanners need

export function qrCode(rows) {
  const size = rows.length + 2 * BORDER;
  const d = rows.flatMap((row, y) => [...row].map((module, x) => (module === "1" ? `M${x + BORDER} ${y + BORDER}h1v1h-1z` : ""))).join("");
  return svg("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": t("host.qr"), class: "qr", "shape-rendering": "crispEdges" }, svg("rect", { width: size, height: size, fill: "#fff" }), svg("path", { d, fill: "#000" }));
}

export function invitation({ address, code, qr }) {
  return html("div", { class: "invitation" }, qrCode(qr), html("p", {}, html("span", {}, t("host.address")), html("b", {}, address)), html("p", {}, html("span", {}, t("host.code")), html("b", { class: "code" }, code)));
}
