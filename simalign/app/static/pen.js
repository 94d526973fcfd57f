// One drawing, two papers: a canvas for playing, SVG text for a file.

export class CanvasPen {
  constructor(context) {
    this.context = context;
  }

  lines(ends, stroke, width) {
    const c = this.context;
    c.strokeStyle = stroke;
    c.lineWidth = width;
    c.beginPath();
    for (const [x1, y1, x2, y2] of ends) {
      c.moveTo(x1, y1);
      c.lineTo(x2, y2);
    }
    c.stroke();
  }

  circle(x, y, r, fill, stroke, width, dash = []) {
    const c = this.context;
    c.beginPath();
    c.arc(x, y, Math.max(0, r), 0, 2 * Math.PI);
    if (fill) {
      c.fillStyle = fill;
      c.fill();
    }
    if (stroke) {
      c.strokeStyle = stroke;
      c.lineWidth = width;
      c.setLineDash(dash);
      c.stroke();
      c.setLineDash([]);
    }
  }

  text(x, y, text, size, fill, anchor = "middle", weight = 400) {
    const c = this.context;
    c.font = `${weight} ${size}px system-ui, "Segoe UI", "DejaVu Sans", sans-serif`;
    c.fillStyle = fill;
    c.textAlign = anchor === "middle" ? "center" : anchor;
    c.textBaseline = "middle";
    c.fillText(text, x, y);
  }
}

const escaped = (text) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
const n = (x) => Math.round(100 * x) / 100;

export class SvgPen {
  constructor() {
    this.parts = [];
  }

  lines(ends, stroke, width) {
    const path = ends.map(([x1, y1, x2, y2]) => `M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}`).join("");
    this.parts.push(`<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${n(width)}"/>`);
  }

  circle(x, y, r, fill, stroke, width, dash = []) {
    const dashes = dash.length ? ` stroke-dasharray="${dash.map(n).join(" ")}"` : "";
    const rim = stroke ? ` stroke="${stroke}" stroke-width="${n(width)}"${dashes}` : "";
    this.parts.push(`<circle cx="${n(x)}" cy="${n(y)}" r="${n(Math.max(0, r))}" fill="${fill || "none"}"${rim}/>`);
  }

  // A square with round corners.
  chip(x, y, size, fill) {
    this.parts.push(`<rect x="${n(x - size / 2)}" y="${n(y - size / 2)}" width="${size}" height="${size}" rx="${n(size / 3)}" fill="${fill}"/>`);
  }

  text(x, y, text, size, fill, anchor = "middle", weight = 400) {
    this.parts.push(`<text x="${n(x)}" y="${n(y)}" font-size="${n(size)}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}" dominant-baseline="central">${escaped(text)}</text>`);
  }

  file(width, height, paper) {
    const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, 'DejaVu Sans', sans-serif">`;
    return `${head}<rect width="100%" height="100%" fill="${paper}"/>${this.parts.join("")}</svg>`;
  }
}
