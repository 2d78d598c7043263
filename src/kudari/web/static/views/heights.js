// From a loss to a height above the plane of two parameters.

/** The height of a loss: itself, or the logarithm of what it is above the base, at least the floor. */
export function heights(height, loss) {
  if (loss === null || !Number.isFinite(loss)) return null;
  return height.scale === "log" ? Math.log10(Math.max(loss - height.base, height.floor)) : loss;
}

/** The height of a place on a path: its own, or that of the surface drawn there where this lies above it. */
export function lifted(field, height, x, y, loss) {
  const own = heights(height, loss), ground = between(field, height, x, y);
  if (own === null) return null;
  return ground === null ? own : Math.max(own, ground);
}

/** The drawn surface's height at a place: between the four points of the grid around it. */
function between(field, height, x, y) {
  const across = cell(field.x, x), up = cell(field.y, y);
  const corner = (i, j) => heights(height, field.z[across.at + i][up.at + j]);
  const corners = [corner(0, 0), corner(1, 0), corner(0, 1), corner(1, 1)];
  if (corners.includes(null)) return null;
  const below = corners[0] + across.share * (corners[1] - corners[0]);
  const above = corners[2] + across.share * (corners[3] - corners[2]);
  return below + up.share * (above - below);
}

function cell(places, value) {
  const last = places.length - 1, step = (places[last] - places[0]) / last;
  const at = Math.min(last - 1, Math.max(0, Math.floor((value - places[0]) / step)));
  return { at, share: Math.min(1, Math.max(0, (value - places[at]) / (places[at + 1] - places[at]))) };
}

/** The side on which a surface lies lowest, as an angle in degrees, askew to both axes: z[j][i] over x and y. */
export function open(z) {
  let x = 0, y = 0;
  const deep = z.length - 1, wide = z[0].length - 1;
  z.forEach((row, j) => row.forEach((value, i) => {
    x -= (value ?? 0) * (i / wide - 0.5);
    y -= (value ?? 0) * (j / deep - 0.5);
  }));
  const angle = Math.atan2(y, x) * 180 / Math.PI;
  const askew = [-60, -30, -120, -150, 30, 60, 120, 150], apart = (one) => Math.abs(((one - angle + 540) % 360) - 180);
  return askew.reduce((best, one) => (apart(one) < apart(best) - 1e-6 ? one : best));
}
