import { GLYPHS, type Glyphs } from "./glyphs/glyph-set.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** The kernel's console has a font of 256 or 512 characters. */
const CONSOLES = /^(?:linux|ansi|cons25|cygwin)$/;
/** Terminals that draw sextants (Unicode 13) and octants (Unicode 16) themselves, whatever their font has. */
const SEXTANT_TERMS = /^(?:alacritty|contour|wezterm)(?:$|[-+])/;
const OCTANT_TERMS = /^(?:xterm-kitty|xterm-ghostty|foot)(?:$|[-+])/;
/** GNOME's terminal and its like, as `VTE_VERSION` counts. */
const SEXTANT_VTE = 6200;
const OCTANT_VTE = 7800;

/**
 * The shapes that the terminal can show in all likelihood. It cannot be asked:
 * a glyph that its font lacks is a box, and one that is newer than tmux is
 * nothing at all, so that the rest of the line moves (3.3a, octants).
 */
export function likelyGlyphs(env: Environment): readonly Glyphs[] {
  if (CONSOLES.test(env["TERM"] ?? "")) return ["half", "ascii"];
  const octants = (env["TMUX"] ?? "") === "" && drawsOctants(env);
  const sextants = octants || ((env["TMUX"] ?? "") === "" && drawsSextants(env));
  return GLYPHS.filter((glyphs) =>
    glyphs === "octant" ? octants : glyphs === "sextant" ? sextants : true,
  );
}

const drawsOctants = (env: Environment): boolean =>
  OCTANT_TERMS.test(env["TERM"] ?? "") || Number(env["VTE_VERSION"]) >= OCTANT_VTE;

const drawsSextants = (env: Environment): boolean =>
  SEXTANT_TERMS.test(env["TERM"] ?? "") ||
  env["TERM_PROGRAM"] === "WezTerm" ||
  Number(env["VTE_VERSION"]) >= SEXTANT_VTE;
