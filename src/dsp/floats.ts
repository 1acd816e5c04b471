/** 16 bit samples as WebAssembly wants them, and back. */

/** From -1 to 1. */
export function toFloats(samples: Int16Array): Float32Array {
  const floats = new Float32Array(samples.length);
  for (let n = 0; n < samples.length; n++) floats[n] = (samples[n] as number) / 32_768;
  return floats;
}

/** What is louder than loudest is cut off. */
export function fromFloats(floats: Float32Array): Int16Array {
  const samples = new Int16Array(floats.length);
  for (let n = 0; n < floats.length; n++) {
    samples[n] = Math.max(-32_768, Math.min(32_767, Math.round((floats[n] as number) * 32_768)));
  }
  return samples;
}
