// Frames of the server: a JSON header with arrays behind it; see kudari/web/frames.py.

const TYPES = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array };

/** {header, arrays}: arrays are views of the frame's own bytes, each with its `shape`. */
export function unpacked(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const arrays = {};
  let at = 4 + length;
  for (const [name, type, shape] of header.arrays || []) {
    const values = new TYPES[type](buffer, at, shape.reduce((a, b) => a * b, 1));
    arrays[name] = { values, shape };
    at += Math.ceil(values.byteLength / 8) * 8;
  }
  return { header, arrays };
}
