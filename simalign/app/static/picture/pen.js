// One drawing on two kinds of paper: a canvas for playing, SVG text for a file.

const FONT = 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
const MANY = 900; // marks from which on they are drawn as squares, which is fastest

export class CanvasPen {
  constructor(context) {
    this.context = context;
  }

  // Several lines, each from x1, y1 to x2, y2.
  lines(ends, stroke, width, { alpha = 1, dash = [] } = {}) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.strokeStyle = stroke;
    c.lineWidth = width;
    c.setLineDash(dash);
    c.beginPath();
    for (let i = 0; i < ends.length; i += 4) {
      c.moveTo(ends[i], ends[i + 1]);
      c.lineTo(ends[i + 2], ends[i + 3]);
    }
    c.stroke();
    c.setLineDash([]);
    c.globalAlpha = 1;
  }

  area(corners, fill, alpha) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.fillStyle = fill;
    c.beginPath();
    for (const [x, y] of corners) c.lineTo(x, y);
    c.fill();
    c.globalAlpha = 1;
  }

  // Marks of one shape at positions xy[2 i], xy[2 i + 1] of the members i.
  marks(shape, xy, members, radius, fill, { alpha = 1, rim = "" } = {}) {
    const c = this.context;
    c.globalAlpha = alpha;
    c.fillStyle = fill;
    if (members.length > MANY) {
      const side = (shape === "circle" ? 1.6 : 2) * radius;
      for (const i of members) if (xy[2 * i] === xy[2 * i]) c.fillRect(xy[2 * i] - side / 2, xy[2 * i + 1] - side / 2, side, side);
    } else {
      c.beginPath();
      for (const i of members) if (xy[2 * i] === xy[2 * i]) trace(c, shape, xy[2 * i], xy[2 * i + 1], radius);
      c.fill();
      if (rim) {
        c.strokeStyle = rim;
        c.lineWidth = 0.8;
        c.stroke();
      }
    }
    c.globalAlpha = 1;
  }

  ring(x, y, radius, stroke, width) {
    const c = this.context;
    c.strokeStyle = stroke;
    c.lineWidth = width;
    c.beginPath();
    c.arc(x, y, radius, 0, 2 * Math.PI);
    c.stroke();
  }

  text(x, y, text, size, fill, { anchor = "middle", weight = 400, turned = false } = {}) {
    const c = this.context;
    c.save();
    c.font = `${weight} ${size}px ${FONT}`;
    c.fillStyle = fill;
    c.textAlign = anchor === "middle" ? "center" : anchor;
    c.textBaseline = "middle";
    c.translate(x, y);
    if (turned) c.rotate(-Math.PI / 2);
    c.fillText(text, 0, 0);
    c.restore();
  }
}

function trace(c, shape, x, y, r) {
  if (shape === "circle") {
    c.moveTo(x + r, y);
    c.arc(x, y, r, 0, 2 * Math.PI);
  } else {
    const [top, ...rest] = triangle(x, y, r);
    c.moveTo(...top);
    for (const corner of rest) c.lineTo(...corner);
    c.closePath();
  }
}

// A triangle that looks as large as a circle of the radius r.
const triangle = (x, y, r) => [[x, y - 1.45 * r], [x + 1.3 * r, y + 0.85 * r], [x - 1.3 * r, y + 0.85 * r]];

const escaped = (text) => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
const n = (x) => Math.round(100 * x) / 100;

export class SvgPen {
  constructor() {
    this.parts = [];
  }

  lines(ends, stroke, width, { alpha = 1, dash = [] } = {}) {
    let path = "";
    for (let i = 0; i < ends.length; i += 4) path += `M${n(ends[i])} ${n(ends[i + 1])}L${n(ends[i + 2])} ${n(ends[i + 3])}`;
    const dashes = dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : "";
    this.parts.push(`<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-opacity="${n(alpha)}"${dashes}/>`);
  }

  area(corners, fill, alpha) {
    this.parts.push(`<path d="M${corners.map(([x, y]) => `${n(x)} ${n(y)}`).join("L")}Z" fill="${fill}" fill-opacity="${n(alpha)}"/>`);
  }

  marks(shape, xy, members, radius, fill, { alpha = 1, rim = "" } = {}) {
    let path = "";
    for (const i of members) {
      const [x, y] = [xy[2 * i], xy[2 * i + 1]];
      if (x !== x) continue;
      if (shape === "circle") path += `M${n(x + radius)} ${n(y)}a${radius} ${radius} 0 1 0 ${-2 * radius} 0a${radius} ${radius} 0 1 0 ${2 * radius} 0Z`;
      else path += `M${triangle(x, y, radius).map(([a, b]) => `${n(a)} ${n(b)}`).join("L")}Z`;
    }
    this.parts.push(`<path d="${path}" fill="${fill}" fill-opacity="${n(alpha)}"${rim ? ` stroke="${rim}" stroke-width="0.8"` : ""} data-marks="${shape}"/>`);
  }

  ring(x, y, radius, stroke, width) {
    this.parts.push(`<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="none" stroke="${stroke}" stroke-width="${n(width)}"/>`);
  }

  text(x, y, text, size, fill, { anchor = "middle", weight = 400, turned = false } = {}) {
    const turn = turned ? ` transform="rotate(-90 ${n(x)} ${n(y)})"` : "";
    this.parts.push(`<text x="${n(x)}" y="${n(y)}" font-size="${n(size)}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}" dominant-baseline="central"${turn}>${escaped(text)}</text>`);
  }

  file(width, height, paper) {
    const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, 'DejaVu Sans', sans-serif">`;
    return `${head}<rect width="100%" height="100%" fill="${paper}"/>${this.parts.join("")}</svg>`;
  }
}
