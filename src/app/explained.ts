/** What happened and what to do about it, of anything that was thrown. */
export function explained(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const hint = "hint" in error && typeof error.hint === "string" ? error.hint : "";
  return hint === "" ? error.message : `${error.message} - ${hint}`;
}
